import { bothLanguages, type Text, type TextValues } from './text.ts';

/**
 * What the platform answers when a person asks for something it will not do:
 * a stable code, the HTTP status, and a sentence that the person can act on.
 */
export type RefusalKind = { readonly code: string; readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503; readonly text: Text };

/** Declares a module's refusals; the code becomes `module/kind`. */
export function declareRefusals<K extends string>(
  module: string,
  kinds: Readonly<Record<K, { status: RefusalKind['status']; zh: string; en: string }>>,
): Readonly<Record<K, RefusalKind>> {
  const declared = {} as Record<K, RefusalKind>;
  for (const name of Object.keys(kinds) as K[]) {
    const { status, zh, en } = kinds[name];
    declared[name] = { code: `${module}/${kebab(name)}`, status, text: { zh, en } };
  }
  return declared;
}

/** A refusal on its way to the person; thrown, so that the transaction it happens in leaves no trace. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly text: Text;
  /** The field (a JSON pointer into the request) that the person must mend. */
  readonly field: string | undefined;
  /** Further data for the page, e.g. both versions of a record. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(kind: RefusalKind, values: TextValues, more: { field?: string; details?: Record<string, unknown> }) {
    const text = bothLanguages(kind.text, values);
    super(`${kind.code}: ${text.en}`);
    this.name = 'Refusal';
    this.kind = kind;
    this.text = text;
    this.field = more.field;
    this.details = more.details ?? {};
  }
}

/** Makes the refusal to throw: `throw refuse(refusals.cycle, { path })`. */
export function refuse(kind: RefusalKind, values: TextValues = {}, more: { field?: string; details?: Record<string, unknown> } = {}): Refusal {
  return new Refusal(kind, values, more);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The refusals that any part of the platform may give. */
export const commonRefusals = declareRefusals('common', {
  notFound: { status: 404, zh: '没有找到，或者您无权查看。', en: 'Not found, or not yours to see.' },
  notSignedIn: { status: 401, zh: '请先登录。', en: 'Please sign in first.' },
  notAllowed: { status: 403, zh: '您当前的身份无权进行此操作。', en: 'Your current role may not do this.' },
  invalid: { status: 422, zh: '填写的内容有误，请检查标出的项目。', en: 'Some of what was sent is not valid; see the marked fields.' },
  tooMany: { status: 429, zh: '操作过于频繁，请在 {seconds} 秒后重试。', en: 'Too many requests; try again in {seconds} s.' },
  tooLarge: { status: 413, zh: '内容过大，最多 {limit}。', en: 'Too large; at most {limit}.' },
  changedMeanwhile: { status: 409, zh: '这条记录刚被他人修改，请对照两个版本后再操作。', en: 'Somebody changed this record meanwhile; compare the two versions and act again.' },
  internal: { status: 500, zh: '服务器出错了，请稍后再试；如果一再出现，请把请求编号告诉管理员。', en: 'Something failed on our side; try again, and tell the administrator the request id if it happens again.' },
  unavailable: { status: 503, zh: '服务暂时不可用，请稍后再试。', en: 'The service is unavailable for the moment; try again shortly.' },
});
