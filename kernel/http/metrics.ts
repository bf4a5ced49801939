import type { Context } from 'hono';
import { AggregatorRegistry, Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Env } from './env.ts';

/** Gives the metrics of every process that serves, added up. */
export type EveryProcess = () => Promise<string>;

/** Prometheus metrics: requests by route, the database pool, the process itself; of this process, or of all that serve beside it. */
export class Metrics {
  readonly #registry: Registry;
  readonly #durations: Histogram<'method' | 'route' | 'status'>;
  readonly #failures: Counter;
  readonly #token = process.env['DELTA_METRICS_TOKEN'];
  readonly #everywhere: EveryProcess;

  constructor(platform: Platform, everywhere?: EveryProcess) {
    this.#registry = everywhere === undefined ? new Registry() : new AggregatorRegistry(); // which answers when the first process asks
    this.#everywhere = everywhere ?? (() => this.#registry.metrics());
    AggregatorRegistry.setRegistries(this.#registry);
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#durations = new Histogram({ name: 'delta_http_seconds', help: 'Time to answer a request', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5], registers });
    this.#failures = new Counter({ name: 'delta_http_failures_total', help: 'Requests that failed on our side', registers });
    const { pool } = platform.database;
    new Gauge({ name: 'delta_database_connections', help: 'Connections to the database', labelNames: ['state'], registers, collect() {
      this.set({ state: 'open' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'awaited' }, pool.waitingCount);
    } });
  }

  /** @param route the pattern, never the path: ids do not become labels */
  observe(method: string, route: string, status: number, ms: number): void {
    this.#durations.observe({ method, route, status: String(status) }, ms / 1000);
    if (status >= 500) this.#failures.inc();
  }

  /** For this machine itself, or whoever has the token. */
  async answer(c: Context<Env>): Promise<Response> {
    const local = /^(local|127\.|::1$|::ffff:127\.)/.test(c.var.address);
    const known = this.#token !== undefined && c.req.header('authorization') === `Bearer ${this.#token}`;
    if (!(this.#token === undefined ? local : known)) throw refuse(commonRefusals.notAllowed);
    return c.body(await this.#everywhere(), 200, { 'content-type': this.#registry.contentType });
  }
}
