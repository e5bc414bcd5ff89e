import { projectConfiguration } from '../../jest.preset.mjs';

export default projectConfiguration('agents');
