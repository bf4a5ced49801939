import { ProblemError, type Problem } from './api.ts';
import { currentLanguage } from './texts.tsx';

/**
 * Sends a file as the request's body, its name percent-encoded in X-File-Name; gives what was answered.
 * XMLHttpRequest, because fetch does not tell how much has gone.
 * @param onProgress told how many per cent have gone
 * @throws {ProblemError} when the platform refuses it
 */
export function sendFile(address: string, file: File, onProgress: (percent: number) => void): Promise<unknown> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept-language', currentLanguage());
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(Math.round((100 * loaded) / total)));
    request.addEventListener('load', () => {
      try {
        const answered: unknown = JSON.parse(request.responseText);
        if (request.status === 200) done(answered);
        else fail(new ProblemError(answered as Problem)); // the platform answers refusals as problem details
      } catch {
        fail(new Error(String(request.status)));
      }
    });
    request.addEventListener('error', () => fail(new Error('network')));
    request.send(file);
  });
}
