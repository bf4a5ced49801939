// The verifier's packages bring no types; the test needs these of them.
declare module '@digitalbazaar/vc' {
  export function verifyCredential(what: { credential: unknown; suite: unknown; documentLoader: (url: string) => Promise<unknown> }): Promise<{ verified: boolean; error?: unknown }>;
}
declare module '@digitalbazaar/data-integrity' {
  export const DataIntegrityProof: new (options: { cryptosuite: unknown }) => object;
}
declare module '@digitalbazaar/eddsa-jcs-2022-cryptosuite' {
  export function createVerifyCryptosuite(): unknown;
}
