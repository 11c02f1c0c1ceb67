import type { Answer } from './call.js';
import type { History, Operation } from './history.js';
import { commentsOn, stateOf, THE_AUTHOR, type HotPost, type Scene, type ShownPost } from './scene.js';

/** Something that can be done to a post or to its author. */
export interface Change {
  readonly thing: string;
  readonly method: string;
  readonly path: string;
  /** @param number one that no other change has */
  readonly body?: (number: number) => object;
  /** Writes down what an acknowledged change has made. */
  readonly record: (answer: Answer<unknown>, operation: Omit<Operation, 'thing'>, history: History) => void;
}

/** All of them; those that should happen more often are there more than once. */
export function changesOf(scene: Scene): Change[] {
  return [...scene.posts.flatMap((post) => [...changesOfPost(scene, post), comment(post)]), rename()];
}

function changesOfPost(scene: Scene, { thing, id }: HotPost): Change[] {
  const path = `/posts/${id}`;
  const record: Change['record'] = ({ body }, operation, history) => {
    const { data } = body as { data: ShownPost };
    history.writes.push({ ...operation, thing, version: data.version, state: stateOf(data, scene) });
  };
  const retitle = (number: number): object => ({ title: `Write ${number}`, content: `The words of write ${number}` });
  const edits = [retitle, retitle, () => ({ tags: [scene.mark, scene.spare] }), () => ({ tags: [scene.mark] })];
  const actions = ['publish', 'publish', 'unpublish'];
  return [
    ...edits.map((body) => ({ thing, method: 'PATCH', path, body, record })),
    ...actions.map((action) => ({ thing, method: 'POST', path: `${path}/${action}`, record })),
  ];
}

function comment(post: HotPost): Change {
  const thing = commentsOn(post);
  return {
    thing,
    method: 'POST',
    path: `/posts/${post.id}/comments`,
    body: (number) => ({ content: `Comment ${number}` }),
    record: (_answer, operation, history) => history.additions.push({ ...operation, thing }),
  };
}

function rename(): Change {
  return {
    thing: THE_AUTHOR,
    method: 'PATCH',
    path: '/users/me',
    body: (number) => ({ name: `Author ${number}` }),
    record: ({ body }, operation, history) => {
      const { version, name } = (body as { data: { version: number; name: string } }).data;
      history.writes.push({ ...operation, thing: THE_AUTHOR, version, state: { name } });
    },
  };
}
