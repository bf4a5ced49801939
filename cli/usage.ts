export const usage = `delta plan import FILE --json
    读取行动计划（.txt .md .docx），打印其结构，不作登记。
    Reads an action plan and prints its tree; stores nothing.
delta plan import FILE --as LOGIN --from YYYY-MM-DD --to YYYY-MM-DD
    由省级经办人登记为筹备中的计划。
    Registers it, as a party officer, as a plan in preparation.
delta demo [--scale small|region] [--seed N]
    装入演示区域，同一种子每次相同；只用于空的安装。
    Loads the demonstration region into an empty installation; one seed gives the same each time.
delta witness --url URL --copy DIR [--name NAME] [--once] [--every SECONDS]
    为本方见证：在目录中留存日志副本，核对它只增不改，并联署检查点。登录用 DELTA_TOKEN，或 DELTA_LOGIN 和 DELTA_PASSWORD。
    Keeps a copy of a platform's journal, checks that it only grows, and cosigns its checkpoints. Signs in by DELTA_TOKEN, or DELTA_LOGIN and DELTA_PASSWORD.
delta journal verify [--copy DIR] [--url URL]
    核对日志有无改动、删除、插入，并指出是哪一条；有副本时与副本逐条比对。不指明 URL 则核对本机安装的数据库。
    Finds what was changed, dropped or put in, and names the entry; against a copy where there is one. Without URL, in this installation's database.
delta journal prove TYPE:ID [--copy DIR] [--url URL] [--json]
    打印某一对象全部日志记录的存在证明，以及与副本的一致性证明。
    Prints the inclusion proofs of every entry about a record, and the consistency proof with the copy.
`;

/** Thrown when a command is called wrongly: it ends with 2 and the usage. */
export class WrongCall extends Error {
  override name = 'WrongCall';
}
