import { imbalanceOf, nominatedBy, tradeInCycles, type Exchange } from '#algorithms/matching/balanced-exchange.ts';
import { proposedByApplicants } from '#algorithms/matching/deferred-acceptance.ts';
import { at, none, ranksFromScores, type Market } from '#algorithms/matching/market.ts';
import { countBlockingPairs } from '#algorithms/matching/stability.ts';
import { seededRandom, type Random } from '../demo/random.ts';
import { round, showSpread, spreadOf, type Benchmark } from './benchmark.ts';

const size = { applicants: 1_000_000, wishes: 6, positions: 100_000 };
const exchangeSize = { institutions: 460, students: 50_000 };
const targetSeconds = 3;
const exchangeTargetSeconds = 5;
const mostMegabytes = 2048;
const rounds = 3;

/** A million applicants with six wishes each in front of a hundred thousand positions, against reading the same arrays once; then balanced exchange. */
export const matchingBenchmark: Benchmark = {
  name: 'matching',
  measure: async ({ report }) => {
    const market = makeMarket(seededRandom(1));
    const acceptance: number[] = [];
    const reading: number[] = [];
    let blocking = 0;
    let placed = 0;
    for (let i = 0; i < rounds; i += 1) {
      reading.push(timed(() => readOnce(market)).seconds);
      const { seconds, result } = timed(() => proposedByApplicants(market));
      acceptance.push(seconds);
      blocking += countBlockingPairs(market, result);
      placed = result.filter((wish) => wish !== none).length;
    }
    const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    report(`deferred acceptance ${acceptance.map((s) => s.toFixed(2)).join(' ')} s, reading ${reading.map((s) => (s * 1000).toFixed(0)).join(' ')} ms, ${placed} placed, ${megabytes} MB`);
    const exchange = makeExchange(seededRandom(2));
    const trading: number[] = [];
    let traded = 0;
    let worst = 0;
    for (const tolerance of [0, 0, 0, 5]) {
      const { seconds, result } = timed(() => tradeInCycles(exchange, tolerance));
      trading.push(seconds);
      traded = result.filter((wish) => wish !== none).length;
      worst = Math.max(worst, imbalanceOf(exchange, result).reduce((most, surplus) => Math.max(most, Math.abs(surplus) - tolerance), 0));
    }
    report(`balanced exchange ${trading.map((s) => s.toFixed(2)).join(' ')} s, ${traded} sent at the end`);
    const total = spreadOf(acceptance);
    const trade = spreadOf(trading);
    const ratio = round(total.median / spreadOf(reading).median, 1);
    return {
      target: `1,000,000 × 6 × 100,000 ≤ ${targetSeconds} s in 2 GB; 460 institutions, 50,000 students ≤ ${exchangeTargetSeconds} s`,
      reached: `${showSpread(total, 2)} s, ${ratio} × reading the arrays once, ${megabytes} MB; exchange ${showSpread(trade, 2)} s`,
      ok: total.median <= targetSeconds && trade.median <= exchangeTargetSeconds && megabytes <= mostMegabytes && blocking === 0 && worst <= 0,
      detail: { seconds: total, readingSeconds: reading, ratio, megabytes, placed, blocking, exchangeSeconds: trade, traded, beyondTolerance: worst, size, exchangeSize },
    };
  },
};

function timed<T>(work: () => T): { seconds: number; result: T } {
  const startedAt = performance.now();
  const result = work();
  return { seconds: (performance.now() - startedAt) / 1000, result };
}

/** The physical limit: every number of the market once, in order. */
function readOnce({ wishStart, wishPosition, wishRank, capacity }: Market): number {
  let sum = 0;
  for (const array of [wishStart, wishPosition, wishRank, capacity]) for (let i = 0; i < array.length; i += 1) sum = (sum + at(array, i)) | 0;
  return sum;
}

/** Some positions are wanted by many more than others, as it is; there are a fifth fewer places than applicants. */
function makeMarket(random: Random): Market {
  const wishStart = Int32Array.from({ length: size.applicants + 1 }, (_, a) => a * size.wishes);
  const wishPosition = new Int32Array(size.applicants * size.wishes);
  for (let a = 0; a < size.applicants; a += 1) fillWishes(wishPosition.subarray(a * size.wishes, (a + 1) * size.wishes), size.positions, random);
  const scores = Float64Array.from(wishPosition, () => random.below(1000));
  const lottery = Int32Array.from({ length: size.applicants }, (_, a) => a);
  return { wishStart, wishPosition, wishRank: ranksFromScores({ wishStart, wishPosition }, size.positions, scores, lottery), capacity: new Int32Array(size.positions).fill(8) };
}

/** Distinct wishes, the popular ones more often. */
function fillWishes(wishes: Int32Array, positions: number, random: Random): void {
  for (let i = 0; i < wishes.length; ) {
    const wish = Math.min(random.below(positions), random.below(positions));
    if (wishes.subarray(0, i).includes(wish)) continue;
    wishes[i] = wish;
    i += 1;
  }
}

/** One position an institution, open to all who want it; students wish for six. */
function makeExchange(random: Random): Exchange {
  const { institutions, students } = exchangeSize;
  const home = Int32Array.from({ length: students }, () => random.below(institutions));
  const wishStart = Int32Array.from({ length: students + 1 }, (_, a) => a * size.wishes);
  const wishPosition = new Int32Array(students * size.wishes);
  for (let a = 0; a < students; a += 1) fillWishes(wishPosition.subarray(a * size.wishes, (a + 1) * size.wishes), institutions, random);
  const market: Market = { wishStart, wishPosition, wishRank: new Int32Array(wishPosition.length), capacity: new Int32Array(institutions).fill(Math.ceil(students / institutions)) };
  return { market, home, host: Int32Array.from({ length: institutions }, (_, i) => i), institutions, nominated: nominatedBy(home, institutions, Int32Array.from(home.keys())) };
}
