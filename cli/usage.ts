export const usage = `delta plan import FILE --json
    读取行动计划（.txt .md .docx），打印其结构，不作登记。
    Reads an action plan and prints its tree; stores nothing.
delta plan import FILE --as LOGIN --from YYYY-MM-DD --to YYYY-MM-DD
    由省级经办人登记为筹备中的计划。
    Registers it, as a party officer, as a plan in preparation.
delta demo [--scale small|region] [--seed N]
    装入演示区域，同一种子每次相同；只用于空的安装。
    Loads the demonstration region into an empty installation; one seed gives the same each time.
`;

/** Thrown when a command is called wrongly: it ends with 2 and the usage. */
export class WrongCall extends Error {
  override name = 'WrongCall';
}
