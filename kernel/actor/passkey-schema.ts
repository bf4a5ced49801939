import { z } from '#kernel/http/api.ts';

/** What browsers send of a passkey (W3C WebAuthn Level 3, 5.1 "toJSON"), each part bounded. */
const base64url = (most: number) => z.string().regex(/^[\w-]*$/).max(most);
const credential = {
  id: base64url(1400), rawId: base64url(1400), type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.record(z.string().max(50), z.unknown()),
};

export const registration = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: base64url(4000), attestationObject: base64url(20_000), authenticatorData: base64url(4000).optional(),
    transports: z.array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'])).max(10).optional(),
    publicKeyAlgorithm: z.int().optional(), publicKey: base64url(4000).optional(),
  }),
});

export const assertion = z.strictObject({
  ...credential,
  response: z.strictObject({ clientDataJSON: base64url(4000), authenticatorData: base64url(4000), signature: base64url(4000), userHandle: base64url(200).optional() }),
});
