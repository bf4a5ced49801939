export const usage = `delta plan import FILE --json
    读取行动计划（.txt .md .docx），打印其结构，不作登记。
    Reads an action plan and prints its tree; stores nothing.
delta plan import FILE --as LOGIN --from YYYY-MM-DD --to YYYY-MM-DD
    由省级经办人登记为筹备中的计划。
    Registers it, as a party officer, as a plan in preparation.
delta draw solve --pool FILE --quotas FILE --size N [--objective maximin|leximin] [--cap P] [--relax] [--json]
    按名额求最公平的抽取概率；--cap 限定任何人的机会，--relax 允许在弹性范围内放宽。
    The fairest lottery that keeps the quotas; --cap bounds anybody's chance, --relax lets soft bounds give way.
delta match solve --applicants FILE --positions FILE [--scores FILE [--seed TEXT]]
    [--mechanism da-applicant|da-position|ttc-balanced|assignment] [--tolerance N] [--certificate FILE] [--json]
    按表格匹配，不需要服务器；可另存证书，供他人复算。
    Matches what the tables say, without a server; keeps a certificate by which others can run it again.
    applicants: id,home,preferences (;)    positions: id,host,capacity,priorities (;)    scores: applicant,position,score
delta match check --applicants FILE --positions FILE [--scores FILE [--seed TEXT]] --certificate FILE
    重新计算，核对证书。
    Runs a matching again and checks its certificate.
delta demo [--scale small|region] [--seed N]
    装入演示区域，同一种子每次相同；只用于空的安装。
    Loads the demonstration region into an empty installation; one seed gives the same each time.
delta indicators compute --data data.csv --meta meta.csv [--normalise minmax|zscore|rank|percentile|goalposts|leader|fraction]
      [--scale a,b] [--aggregate arithmetic|geometric|harmonic|generalised:POWER|topsis|grey] [--treat none|winsorise|log]
      [--impute none|mean|median|groupmean|groupmedian|em] [--json]
    不启动服务，由两张表算出指数：data.csv 有 unit 列和每个指标一列，空格为缺失(按组插补另加 group 列)；
    meta.csv 为 code,name,level,parent,weight,direction(另可有 low,high,denominator)。不能完全照办的一律拒绝。
    Computes an index from two tables without a server: unit and a column per indicator, empty = missing (and “group” to impute by it);
    code,name,level,parent,weight,direction (and low,high,denominator). What cannot be honoured in full is refused.
delta indicators check FILE
    检查指标体系文件(数据项、公式、单位、层级、循环引用)，逐条指出行和列；无误则用文字读出每个公式。
    Checks a system file (data elements, formulas, units, levels, circles) and names line and column; or reads each formula out in words.
`;

/** Thrown when a command is called wrongly: it ends with 2 and the usage. */
export class WrongCall extends Error {
  override name = 'WrongCall';
}
