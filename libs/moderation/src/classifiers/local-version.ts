/** The version of this package: a new one may change what the classifiers find. */
export const localVersion = '0.1.0';
