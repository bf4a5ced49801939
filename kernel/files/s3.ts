import { DeleteObjectCommand, GetObjectCommand, HeadBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { createReadStream } from 'node:fs';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { addressOf, type BlobStore } from './blobs.ts';
import { openSpool, takeIn } from './spool.ts';

export type S3Settings = { readonly bucket: string; readonly region: string; /** For every store that is not Amazon's own. */ readonly endpoint?: string | undefined };

/**
 * A store in a bucket of an S3-compatible object store; the credentials are found where the AWS tools look for them.
 * An upload is first taken in whole into `spool`, a folder of this machine: only then its address is known, and half an upload never gets there.
 * @throws when the bucket is not there or not ours; a store that does not answer now is no reason not to start
 */
export async function openS3Store({ bucket, region, endpoint }: S3Settings, spoolFolder: string): Promise<BlobStore & { readonly close: () => Promise<void> }> {
  const spool = await openSpool(spoolFolder);
  const client = new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    // The SDK's own checksums travel in a form that many S3-compatible stores do not take; ours is the SHA-256 below.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
  });
  await client.send(new HeadBucketCommand({ Bucket: bucket })).catch((error: unknown) => {
    if (!isAway(error)) throw new Error(`the bucket ${bucket} cannot be used: ${(error as Error).name}`, { cause: error });
  });
  return {
    put: (content, intake) => takeIn(spool, content, intake, async (path, { sha256, size, mediaType }) => {
      const Key = addressOf(sha256);
      const known = await orUnavailable(client.send(new HeadObjectCommand({ Bucket: bucket, Key })));
      if (known?.ContentLength === size) return;
      await orUnavailable(client.send(new PutObjectCommand({
        Bucket: bucket, Key, Body: createReadStream(path), ContentLength: size, ContentType: mediaType, ChecksumSHA256: sha256.toString('base64'),
      })));
    }),
    get: async (sha256) => {
      const found = await orUnavailable(client.send(new GetObjectCommand({ Bucket: bucket, Key: addressOf(sha256) })));
      return found?.Body?.transformToWebStream() as ReadableStream<Uint8Array> | undefined;
    },
    has: async (sha256) => (await orUnavailable(client.send(new HeadObjectCommand({ Bucket: bucket, Key: addressOf(sha256) })))) !== undefined,
    remove: async (sha256) => void (await orUnavailable(client.send(new DeleteObjectCommand({ Bucket: bucket, Key: addressOf(sha256) })))),
    close: async () => client.destroy(),
  };
}

/** `undefined` for what is not there; a store that does not answer is told as such. */
async function orUnavailable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3ServiceException && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
    if (isAway(error)) throw refuse(commonRefusals.unavailable, {}, { details: { retryAfter: 10 } });
    throw error;
  }
}

/** No answer, or one that says "not now". */
function isAway(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === undefined ? error instanceof Error && /ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|timeout|socket/i.test(`${(error as NodeJS.ErrnoException).code} ${error.name} ${error.message}`) : status >= 500;
}
