/** What sm-crypto-v2 would ask Node for in a browser without randomness of its own; every browser has it, and this is never called. */
export const webcrypto = globalThis.crypto;
