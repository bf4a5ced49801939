export const usage = `delta plan import FILE --json
    读取行动计划（.txt .md .docx），打印其结构，不作登记。
    Reads an action plan and prints its tree; stores nothing.
delta plan import FILE --as LOGIN --from YYYY-MM-DD --to YYYY-MM-DD
    由省级经办人登记为筹备中的计划。
    Registers it, as a party officer, as a plan in preparation.
delta verify BUNDLE [--log KEY]
    离线核验联合签署的签署包；不真实则退出码为 1。--log 指定日志公钥。
    Checks the bundle of a joint signature off line; ends with 1 when it is not genuine. --log names the journal's key.
delta key new FILE [--algorithm SM2|P-256]
    在本机生成签署密钥，以口令加密存入文件（PKCS#8）；平台得不到私钥。
    Makes a signing key on this machine, in a file encrypted by a passphrase (PKCS#8); the platform never gets it.
delta draw solve --pool FILE --quotas FILE --size N [--objective maximin|leximin] [--cap P] [--relax] [--json]
    按名额求最公平的抽取概率；--cap 限定任何人的机会，--relax 允许在弹性范围内放宽。
    The fairest lottery that keeps the quotas; --cap bounds anybody's chance, --relax lets soft bounds give way.
delta draw verify TRANSCRIPT [--digest HEX]
    按抽取记录重新抽取并逐项核对；--digest 与日志中冻结的摘要比对。
    Runs a draw again from its transcript; --digest compares with what the journal holds.
delta match solve --applicants FILE --positions FILE [--scores FILE [--seed TEXT]] [--caps FILE]
    [--mechanism da-applicant|da-position|ttc-balanced|assignment] [--tolerance N] [--certificate FILE] [--json]
    按表格匹配，不需要服务器；可另存证书，供他人复算。
    Matches what the tables say, without a server; keeps a certificate by which others can run it again.
    applicants: id,home,preferences (;)    positions: id,host,capacity,priorities (;)    scores: applicant,position,score
    可另加列 further columns (da-applicant): applicants category,team    positions region,quotas (类别:人数;…)    caps: region,cap,within
    同一 team 的人同去或都不去，各人第 k 志愿合为一组 those of a team go together or not at all, their k-th wishes jointly
delta match check --applicants FILE --positions FILE [--scores FILE [--seed TEXT]] [--caps FILE] --certificate FILE
    重新计算，核对证书。
    Runs a matching again and checks its certificate.
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
delta indicators compute --data data.csv --meta meta.csv [--normalise minmax|zscore|rank|percentile|goalposts|leader|fraction]
      [--scale a,b] [--aggregate arithmetic|geometric|harmonic|generalised:POWER|topsis|grey] [--treat none|winsorise|log]
      [--impute none|mean|median|groupmean|groupmedian|em] [--weights given|equal|entropy|critic|variation|pca] [--json]
    不启动服务，由两张表算出指数：data.csv 有 unit 列和每个指标一列，空格为缺失(按组插补另加 group 列)；
    meta.csv 为 code,name,level,parent,weight,direction(另可有 low,high,denominator)。
    --weights 不取表中权重，自下而上由数据定每一组的权重。不能完全照办的一律拒绝。
    Computes an index from two tables without a server: unit and a column per indicator, empty = missing (and “group” to impute by it);
    code,name,level,parent,weight,direction (and low,high,denominator). --weights takes those of every
    group from the data, from below, instead of the table’s. What cannot be honoured in full is refused.
delta indicators recompute FILE [--digest HEX] [--json]
    按公布的数据项、公式和种子复算一项公布结果；有一个数对不上即以 1 退出。文件在公布页上“复核文件”处下载。
    Works a published result out again from its published parts, formulas and seed; ends with 1 when a number comes out otherwise.
delta indicators check FILE
    检查指标体系文件(数据项、公式、单位、层级、循环引用)，逐条指出行和列；无误则用文字读出每个公式。
    Checks a system file (data elements, formulas, units, levels, circles) and names line and column; or reads each formula out in words.
`;

/** Thrown when a command is called wrongly: it ends with 2 and the usage. */
export class WrongCall extends Error {
  override name = 'WrongCall';
}
