export { type BoundedAnswer, type BoundedRequest, sendBoundedRequest } from './bounded-request.js';
export { hostEntryPattern, HostList } from './host-list.js';
export { isPublicAddress } from './public-address.js';
