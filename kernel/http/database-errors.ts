import { commonRefusals, declareRefusals, refuse, type Refusal } from '#kernel/refusal.ts';

const refusals = declareRefusals('database', {
  taken: { status: 409, zh: '已有相同的记录，不能重复。', en: 'There is such a record already.' },
  overlaps: { status: 409, zh: '与已有记录的时间重叠。', en: 'This overlaps in time with a record that is there.' },
  outOfBounds: { status: 422, zh: '填写的内容超出允许范围。', en: 'Something lies outside what is allowed.' },
  noSuchReference: { status: 422, zh: '所引用的记录不存在，或您无权使用。', en: 'A record that is referred to does not exist, or is not yours to use.' },
  busy: { status: 409, zh: '有人同时在改同一条记录，请重试。', en: 'Somebody changed the same record at this moment; try again.' },
});

/** What the database's own constraints and policies said, as a refusal; `undefined` when the error is none of a person's making. */
export function databaseRefusal(error: unknown): Refusal | undefined {
  const code = codeOf(error);
  switch (code) {
    case '23505': return refuse(refusals.taken);
    case '23P01': return refuse(refusals.overlaps);
    case '23514': case '22003': case '22001': case '22008': case '22007': case '22P02': case '22021': case '22P05': return refuse(refusals.outOfBounds);
    case '23503': return refuse(refusals.noSuchReference);
    case '42501': return refuse(commonRefusals.notAllowed);
    case '40001': case '40P01': case '55P03': return refuse(refusals.busy);
  }
  return isConnectionLost(code, error) ? refuse(commonRefusals.unavailable, {}, { details: { retryAfter: 2 } }) : undefined;
}

function isConnectionLost(code: string | undefined, error: unknown): boolean {
  if (code !== undefined && /^(08...|57P0.|53...|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code)) return true;
  return error instanceof Error && /Connection terminated|timeout exceeded when trying to connect|not queryable|Client was closed/.test(error.message);
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
