/** Things of the running application that requests name. */
export const KINDS = [
  'posts',
  'slugs',
  'comments',
  'users',
  'usernames',
  'suspendedUsers',
  'deletedUsers',
  'tags',
  'sessions',
  'apiKeys',
  'emails',
  'cursors',
  'mailTokens',
  'codes',
  'refreshTokens',
  'etags',
] as const;
export type Kind = (typeof KINDS)[number];

/** Stands in a request for something that exists when it is sent: which one it is, a seed cannot tell. */
export class Known {
  constructor(
    readonly kind: Kind,
    readonly nth: number,
    /** Whether it is to belong to who asks, if they have any. */
    readonly isOwn: boolean,
  ) {}
}

/** Which kinds of things the values of a name stand for, in queries, headers and bodies. */
const NAMED: Record<string, readonly Kind[]> = {
  actor: ['users', 'usernames'],
  author: ['users', 'usernames'],
  code: ['codes'],
  cursor: ['cursors'],
  into: ['tags'],
  parentId: ['comments'],
  refreshToken: ['refreshTokens'],
  tag: ['tags'],
  targetId: ['posts', 'users'],
  token: ['mailTokens'],
  'If-Match': ['etags'],
  'If-None-Match': ['etags'],
};

/** Empty for names of what is no thing. */
export function kindsNamed(name: string): readonly Kind[] {
  return NAMED[name] ?? [];
}

const COLLECTIONS: [prefix: string, ids: Kind, names: Kind][] = [
  ['/api/v1/auth/api-keys', 'apiKeys', 'apiKeys'],
  ['/api/v1/auth/sessions', 'sessions', 'sessions'],
  ['/api/v1/comments', 'comments', 'comments'],
  ['/api/v1/posts', 'posts', 'slugs'],
  ['/api/v1/tags', 'tags', 'tags'],
  ['/api/v1/users/{id}/reinstate', 'suspendedUsers', 'suspendedUsers'],
  ['/api/v1/users/{id}/restore', 'deletedUsers', 'deletedUsers'],
  ['/api/v1/users', 'users', 'usernames'],
];

/** What a placeholder of a path stands for; empty for numbers. */
export function kindsInPath(path: string, placeholder: string): readonly Kind[] {
  const [, ids, names] = COLLECTIONS.find(([prefix]) => path.startsWith(prefix)) ?? [];
  if (placeholder === 'version' || ids === undefined || names === undefined) return [];
  return placeholder.startsWith('idOr') ? [ids, names] : [ids];
}
