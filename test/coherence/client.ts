import type { Random } from '../../bench/random.js';
import { call, UNAVAILABLE, type Answer } from './call.js';
import type { Change } from './changes.js';
import type { Instance } from './instance.js';
import { operationOn, type Logbook } from './logbook.js';
import { stateOf, type HotPost, type Scene, type ShownPost } from './scene.js';
import type { Shown, View } from './views.js';

/** A state that does not allow the change, or a comment on a post that is not published: nothing has changed. */
const REFUSED = [404, 409];

let changes = 0;

/** One of those who read and write at the same time. It does one thing after another and remembers what it was shown. */
export class Client {
  /** What each view showed this client last, by its tag. */
  private readonly known = new Map<View, { etag: string; shown: Shown }>();

  constructor(
    private readonly random: Random,
    private readonly scene: Scene,
    private readonly logbook: Logbook,
  ) {}

  /** One of several. @throws Error when there is none. */
  pick<T>(things: readonly T[]): T {
    const thing = things[this.random.below(things.length)];
    if (thing === undefined) throw new Error('There is nothing to pick from');
    return thing;
  }

  /** True so often, of a hundred times. */
  chance(percent: number): boolean {
    return this.random.below(100) < percent;
  }

  /** Reads as anybody, half of the time only what has changed since. Answers the `Cache-Status`. */
  async read(instance: Instance, view: View): Promise<string | undefined> {
    const known = this.chance(50) ? this.known.get(view) : undefined;
    const answer = await this.ask(instance, 'GET', view.path, { ifNoneMatch: known?.etag });
    if (!answer) return undefined;
    this.logbook.answered(instance, answer);
    const shown = this.shown(view, answer, known?.shown);
    const condition = known ? ` unless ${known.etag}: ${answer.status}` : `: ${answer.status}`;
    if (!shown) this.logbook.fails(instance, `GET ${view.path}${condition}`);
    else this.logbook.saw(shown, operationOn(instance, `GET ${view.path}${condition} ${answer.cache ?? ''}`, answer));
    return answer.cache ?? undefined;
  }

  /** Reads as the author, who sees drafts too and is never answered from the cache. */
  async readAsAuthor(instance: Instance, { thing, id }: HotPost): Promise<void> {
    const path = `/posts/${id}`;
    const answer = await this.ask(instance, 'GET', path, { token: this.scene.token });
    if (!answer) return;
    if (answer.status !== 200) this.logbook.fails(instance, `the author's GET ${path}: ${answer.status}`);
    else {
      const { data } = answer.body as { data: ShownPost };
      const shown = { readings: [{ thing, shows: stateOf(data, this.scene) }], counts: [] };
      this.logbook.saw(shown, operationOn(instance, `the author's GET ${path}`, answer));
    }
  }

  async write(instance: Instance, { thing, method, path, body, record }: Change): Promise<void> {
    const start = performance.now();
    const { token } = this.scene;
    const answer = await this.ask(instance, method, path, { token, body: body?.((changes += 1)) });
    const { history } = this.logbook;
    if (!answer)
      history.unanswered.push({ ...operationOn(instance, `${method} ${path}`, { start, end: Infinity }), thing });
    else if (answer.status < 300) record(answer, operationOn(instance, `${method} ${path}`, answer), history);
    else if (!REFUSED.includes(answer.status))
      this.logbook.fails(instance, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  private shown(view: View, { status, etag, body }: Answer<unknown>, known: Shown | undefined): Shown | undefined {
    if (status === 304) return known;
    if (status === 404 && view.hides) return view.read(undefined);
    if (status !== 200) return undefined;
    const shown = view.read(body);
    if (etag !== null) this.known.set(view, { etag, shown });
    return shown;
  }

  /** Undefined when there is no answer that says anything. @throws Error when one is not what the document says. */
  private async ask(
    instance: Instance,
    method: string,
    path: string,
    options: Parameters<typeof call>[3],
  ): Promise<Answer<unknown> | undefined> {
    try {
      const answer = await call(instance.url, method, path, options);
      return answer.status === UNAVAILABLE ? undefined : answer;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.logbook.fails(instance, `${method} ${path}: ${String(error)}`);
      return undefined;
    }
  }
}
