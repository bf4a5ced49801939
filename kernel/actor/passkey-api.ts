import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { answers, body, createRoute, newApi, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { setSessionCookie } from './middleware.ts';
import { assertion } from './passkey-schema.ts';
import { offerSignIn, signInWithPasskey } from './passkeys.ts';
import { done, from, ok } from './requests.ts';

/** Signing in by a passkey: `/api/session/passkey`. */
export const passkeyApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'post', path: '/options', summary: 'What a browser signs in by a passkey with', responses: answers(z.object({ challenge: z.string() }), 'PublicKeyCredentialRequestOptionsJSON') }),
      async (c) => c.json(await offerSignIn(platform), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/', summary: 'Signs in by a passkey', request: { body: body(z.strictObject({ response: assertion })) }, responses: answers(done) }),
      async (c) => {
        const { token } = await signInWithPasskey(platform, c.req.valid('json').response as AuthenticationResponseJSON, from(c));
        setSessionCookie(c, platform, token);
        return c.json(ok, 200);
      },
    );

export type PasskeyApi = ReturnType<typeof passkeyApi>;
