export { createCurrentTimeTool, type CurrentTimeOptions, isTimeZone } from './current-time-tool.js';
