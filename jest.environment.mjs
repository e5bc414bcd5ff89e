import vm from 'node:vm';
import { createRequire } from 'node:module';

// Node's default export of a CommonJS module, as jest loads it.
const { TestEnvironment } = createRequire(import.meta.url)('jest-environment-node');

/**
 * Jest's environment for Node, with an ordinary global object. Jest makes one of a proxy, through which each use of `Promise`,
 * `Math` or `String` takes a microsecond: long texts and model files then take several times longer to read than outside jest.
 * See https://nodejs.org/api/vm.html#vmconstantsdont_contextify
 */
export default class PlainGlobalEnvironment extends TestEnvironment {
  constructor(...parameters) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...parameters);
    } finally {
      vm.createContext = createContext;
    }
  }
}
