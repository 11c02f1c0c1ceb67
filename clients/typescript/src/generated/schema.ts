// Generated from openapi.json by scripts/generate.js.
/* eslint-disable -- written by a program, read by the compiler */

export interface paths {
  '/problems': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List every kind of problem that the API answers with
     * @description What the `type` of a problem leads to, by status and code.
     */
    get: operations['Problems_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/.well-known/jwks.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read the public keys of access tokens
     * @description The key that signs comes first; the others are about to sign, or have signed until lately.
     */
    get: operations['Jwks_read'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit-log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List who did what to what
     * @description The newest first. Entries are kept for a year; nobody changes them, and nobody can.
     */
    get: operations['Audit_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Check the database, the cache, the process and the migrations
     * @description For people and dashboards; a missing cache is `degraded`, which is no failure.
     */
    get: operations['Health_all'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Tell whether the process runs
     * @description Asks nothing else: a process that does not answer has to be replaced.
     */
    get: operations['Health_live'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Tell whether the instance may be sent requests
     * @description 503 while it starts or drains, and without its database; a missing cache is `degraded`, which is no failure.
     */
    get: operations['Health_ready'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read the metrics in the text format of Prometheus
     * @description Where the instance has a `METRICS_TOKEN`, for those who send it; in production, only then.
     */
    get: operations['Metrics_read'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read your own account
     * @description With what only you and administrators see.
     */
    get: operations['Me_read'];
    put?: never;
    post?: never;
    /**
     * Erase your own account, for good
     * @description Nobody can bring it back. What is personal goes: profile, credentials, sessions, keys, drafts, favourites, follows. Email and username are free again.
     */
    delete: operations['Me_remove'];
    options?: never;
    head?: never;
    /**
     * Edit your own profile
     * @description A new `email` needs `currentPassword`, and `code` where a second factor is on. It is shown, and used, from when a mail to it is confirmed; a mail to the present one tells of it.
     */
    patch: operations['Me_edit'];
    trace?: never;
  };
  '/api/v1/users/me/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download everything that is held about you
     * @description One JSON document of any length, as it is read while it is sent.
     */
    get: operations['Me_export'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Count accounts, sign-ups and the most active authors
     * @description As they are at this moment. Accounts that are erased are not counted.
     */
    get: operations['Accounts_count'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a user's profile
     * @description The user and admins see the whole account, moderators its status too.
     */
    get: operations['Users_read'];
    put?: never;
    post?: never;
    /**
     * Delete an account, recoverably
     * @description The profile is gone, all sessions end, posts stay; email and username stay taken. After 30 days it is erased. With `purge=true` that happens at once, also to an account that is deleted already: nobody can bring it back.
     */
    delete: operations['Accounts_remove'];
    options?: never;
    head?: never;
    /**
     * Edit an account
     * @description What is left out stays as it is.
     */
    patch: operations['Users_edit'];
    trace?: never;
  };
  '/api/v1/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List users
     * @description Moderators see no emails: neither in the answer, nor by searching or sorting.
     */
    get: operations['Users_list'];
    put?: never;
    /**
     * Create an account
     * @description With a password and a role, by an administrator.
     */
    post: operations['Users_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}/role': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Assign a role
     * @description Counts from the next request of that user.
     */
    put: operations['Users_assignRole'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}/suspend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Suspend an account
     * @description All sessions end at once. Moderators may suspend accounts of the role user only.
     */
    post: operations['UserActions_suspend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}/reinstate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a suspension
     * @description The account can be signed in to again. Moderators may do it for accounts of users.
     */
    post: operations['UserActions_reinstate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Restore a deleted account
     * @description As it was, unless it has been erased; its sessions have ended.
     */
    post: operations['UserActions_restore'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * End all sessions of an account
     * @description Whoever is signed in to it has to sign in again; API keys go on.
     */
    delete: operations['UserActions_endSessions'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}/follow': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Follow a user
     * @description Nothing changes when you do already. Nobody follows themself.
     */
    put: operations['Follows_follow'];
    post?: never;
    /**
     * Follow a user no longer
     * @description Nothing changes when you don’t.
     */
    delete: operations['Follows_unfollow'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/me/following': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List those whom you follow
     * @description The latest first, unless `sortOrder` asks otherwise. A deleted account is left out until it is restored.
     */
    get: operations['Follows_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/api-keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List your API keys, the newest first
     * @description Of each key its beginning and its end, never the whole; expired ones for another 30 days.
     */
    get: operations['ApiKeys_list'];
    put?: never;
    /**
     * Make an API key
     * @description For programs that act for you, within these scopes and never beyond your own present rights. The answer is the only one that shows the key. There are 50 at most.
     */
    post: operations['ApiKeys_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/api-keys/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read one of your API keys
     * @description Its beginning and its end, never the whole.
     */
    get: operations['ApiKeys_read'];
    put?: never;
    post?: never;
    /**
     * Revoke one of your API keys
     * @description It is refused from the next request on.
     */
    delete: operations['ApiKeys_revoke'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/register': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create your own account and sign in
     * @description A mail goes to the address, by which it is confirmed.
     */
    post: operations['Auth_register'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign in
     * @description Accounts with a second factor need its `code` too. At most 50 sessions live at once; one more ends the oldest.
     */
    post: operations['Auth_login'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/password/change': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Change your password
     * @description All other sessions end.
     */
    post: operations['Auth_changePassword'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/email/verify': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Confirm an email address
     * @description Takes the token of a mail, once: that of the address of an account, or of one that an account is to have. A token that is unknown, used, expired or void is `VALIDATION_ERROR` naming `token`.
     */
    post: operations['Email_verify'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/email/resend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Have the mail sent again that confirms your address
     * @description Nothing is sent when the address is confirmed already.
     */
    post: operations['Email_resend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/password/forgot': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Have a mail sent by which to set a new password
     * @description The answer is the same for every address. An account gets five such mails an hour at most.
     */
    post: operations['PasswordRecovery_forgot'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/password/reset': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Set a new password by the token of a mail
     * @description Confirms the address and ends all sessions; it opens none. API keys and the second factor stay, unless the address had never been confirmed. A token that is unknown, used, expired or void is `VALIDATION_ERROR` naming `token`.
     */
    post: operations['PasswordRecovery_reset'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List your sessions
     * @description Those that are still good, the present one included.
     */
    get: operations['Sessions_list'];
    put?: never;
    post?: never;
    /**
     * End all your other sessions
     * @description Their access tokens stop working at once; the present session stays.
     */
    delete: operations['Sessions_endOthers'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/sessions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * End one of your sessions
     * @description Its access tokens stop working at once.
     */
    delete: operations['Sessions_end'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Exchange a refresh token for the next pair
     * @description The refresh token is that of the body or, without one, that of the cookie. It is spent, and its successor comes the way that it came. For a few seconds the token spent last gives the same successor again; an older one, or later, ends its session.
     */
    post: operations['Tokens_refresh'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End the session of a refresh token
     * @description The refresh token is that of the body or, without one, that of the cookie. The cookie is deleted.
     */
    post: operations['Tokens_logout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/logout-all': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End all your sessions
     * @description The cookie is deleted.
     */
    post: operations['Tokens_logoutAll'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/totp': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Tell whether your second factor is on
     * @description With the number of recovery codes that are left.
     */
    get: operations['Totp_show'];
    put?: never;
    /**
     * Begin to set up a second factor
     * @description The secret counts once it is confirmed with a first code; until then another call replaces it.
     */
    post: operations['Totp_begin'];
    /**
     * Turn your second factor off
     * @description Needs your password and a code; signing in needs no code from then on.
     */
    delete: operations['Totp_disable'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/totp/confirm': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Turn your second factor on
     * @description All other sessions end, because they were opened without it.
     */
    post: operations['Totp_confirm'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/totp/recovery-codes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Exchange your recovery codes for new ones
     * @description The old ones, used or not, count no more; the new ones are shown now and never again.
     */
    post: operations['Totp_renewRecoveryCodes'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/feed': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the posts of those whom you follow
     * @description Published ones, the newest first unless `sortOrder` asks otherwise.
     */
    get: operations['FollowingFeed_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/{id}/favorite': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Make a published post one of your favourites
     * @description Nothing changes when it is one already.
     */
    put: operations['Favorites_add'];
    post?: never;
    /**
     * Take a published post off your favourites
     * @description Nothing changes when it is none of them.
     */
    delete: operations['Favorites_remove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/me/favorites': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List your favourites
     * @description The latest first, unless `sortOrder` asks otherwise. A post that is not published is left out until it is again.
     */
    get: operations['Favorites_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/suggest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Complete a title
     * @description Up to 10 published posts whose titles begin so, whatever the case and accents, in alphabetical order.
     */
    get: operations['Suggestions_suggest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List posts
     * @description Published posts, unless `status` asks for others. An author without posts, or unknown, has an empty list.
     */
    get: operations['Posts_list'];
    put?: never;
    /**
     * Write a post
     * @description A draft, unless `status` publishes it or `publishAt` schedules it.
     */
    post: operations['Posts_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a post
     * @description By its id or slug; an old slug leads to the present one. Another’s draft is not there.
     */
    get: operations['Posts_read'];
    put?: never;
    post?: never;
    /**
     * Put a post into the trash
     * @description Nobody sees it any more but in the list of the trash, from where its author, moderators and admins can restore it for 30 days. Its slugs stay its own. With `purge=true` it is removed for good, from the trash or from where it is.
     */
    delete: operations['Posts_remove'];
    options?: never;
    head?: never;
    /**
     * Edit a post
     * @description What is left out stays as it is. A change of title, content, excerpt or tags makes a revision.
     */
    patch: operations['Posts_edit'];
    trace?: never;
  };
  '/api/v1/posts/{id}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a post out of the trash, as a draft
     * @description With its slug, which nobody else got meanwhile.
     */
    post: operations['Posts_restore'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/{id}/publish': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Publish a draft or scheduled post, or schedule it
     * @description With `publishAt` it goes live at that time; sent again, at another one. A post that was published before keeps the date of its first publication.
     */
    post: operations['Posts_publish'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/{id}/unpublish': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make a published, scheduled or archived post a draft again
     * @description Only its author, moderators and admins see it from then on.
     */
    post: operations['Posts_unpublish'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/{id}/archive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Archive a post
     * @description Only its author, moderators and admins see it any more; its slugs stay its own.
     */
    post: operations['Posts_archive'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}/posts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the posts of an author
     * @description Published ones; the author, moderators and admins see all but those in the trash, and these with `status=trashed`.
     */
    get: operations['AuthorPosts_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tags': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the tags of published posts
     * @description By how many posts have them, unless `sortBy` asks otherwise.
     */
    get: operations['Tags_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tags/{slug}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a tag
     * @description One that no published post has is there for moderators and admins only.
     */
    get: operations['Tags_read'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Rename a tag
     * @description Every post shows the new name, at the version that it has. The old name and slug go on leading to the tag, also when a post is given it.
     */
    patch: operations['Tags_rename'];
    trace?: never;
  };
  '/api/v1/tags/{slug}/merge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Merge a tag into another one
     * @description Its posts get the other one in its place, and all of its names lead there from now on.
     */
    post: operations['Tags_merge'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/{id}/revisions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the revisions of a post, by version
     * @description One for each saved change of title, content, excerpt or tags. For its author and moderators.
     */
    get: operations['Revisions_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/{id}/revisions/{version}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a revision
     * @description What the post said from one change of its text to the next.
     */
    get: operations['Revisions_read'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/{id}/revisions/{version}/diff': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Compare a revision with an earlier or later one
     * @description What differs in title, excerpt, tags and, line by line, in content.
     */
    get: operations['Revisions_diff'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/{id}/revisions/{version}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Restore a revision
     * @description A new revision, when the post says something else now; what came in between stays in its history.
     */
    post: operations['Revisions_restore'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Import posts, any number of them
     * @description All accepted lines are written together at the end of the stream, or none. A line whose `externalId` is known changes that post: what it leaves out stays as it is. Lines that cannot become a post are refused by their number.
     */
    post: operations['Bulk_import'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Export all posts
     * @description Each post that is not in the trash on a line, as the import takes it back.
     */
    get: operations['Bulk_export'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/posts/{id}/comments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the comments on a post
     * @description To whoever sees the post. Comments and replies in one list, oldest first: `parentId` tells what belongs together. Hidden and deleted ones keep their place without `content`.
     */
    get: operations['PostComments_list'];
    put?: never;
    /**
     * Comment on a published post
     * @description With `parentId` a reply to a comment; replies are one level deep.
     */
    post: operations['PostComments_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/comments/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a comment
     * @description To whoever sees its post. A hidden or deleted one shows no `content`.
     */
    get: operations['Comments_read'];
    put?: never;
    post?: never;
    /**
     * Delete a comment
     * @description Its words are gone for good. It keeps its place, so that replies stay where they are.
     */
    delete: operations['Comments_remove'];
    options?: never;
    head?: never;
    /**
     * Edit a comment
     * @description By its author, within 15 minutes of its creation.
     */
    patch: operations['Comments_edit'];
    trace?: never;
  };
  '/api/v1/comments/{id}/hide': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Hide a comment
     * @description Others see that there is one, not what it says.
     */
    post: operations['Comments_hide'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/comments/{id}/unhide': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Show a hidden comment again
     * @description Its content is there for everybody who sees the post.
     */
    post: operations['Comments_unhide'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/feed.xml': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Subscribe by RSS
     * @description The newest 50 published posts. The first of them that have 500 000 bytes of Markdown together are shown in full, the others by their summaries. A tag that no post has gives an empty feed.
     */
    get: operations['Feeds_rss'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/feed.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Subscribe by JSON Feed
     * @description The newest 50 published posts. The first of them that have 500 000 bytes of Markdown together are shown in full, the others by their summaries. A tag that no post has gives an empty feed.
     */
    get: operations['Feeds_json'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sitemap.xml': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List all published posts for search engines
     * @description Beyond 5 000 posts an index of sitemaps, each of which `page` names.
     */
    get: operations['Feeds_sitemap'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ProblemKind: {
      /**
       * Format: uri-reference
       * @example /problems/validation-error
       */
      type: string;
      /**
       * @example VALIDATION_ERROR
       * @enum {string}
       */
      code:
        | 'BAD_REQUEST'
        | 'INVALID_CURSOR'
        | 'MALFORMED_JSON'
        | 'VALIDATION_ERROR'
        | 'AUTHENTICATION_REQUIRED'
        | 'INVALID_CREDENTIALS'
        | 'SECOND_FACTOR_REQUIRED'
        | 'TOKEN_EXPIRED'
        | 'TOKEN_INVALID'
        | 'TOKEN_REUSED'
        | 'ACCOUNT_SUSPENDED'
        | 'EMAIL_NOT_VERIFIED'
        | 'FORBIDDEN'
        | 'NOT_FOUND'
        | 'ROUTE_NOT_FOUND'
        | 'METHOD_NOT_ALLOWED'
        | 'NOT_ACCEPTABLE'
        | 'REQUEST_TIMEOUT'
        | 'EMAIL_TAKEN'
        | 'IDEMPOTENCY_IN_PROGRESS'
        | 'INVALID_STATE'
        | 'LAST_ADMIN'
        | 'SLUG_TAKEN'
        | 'TAG_TAKEN'
        | 'USERNAME_TAKEN'
        | 'PRECONDITION_FAILED'
        | 'PAYLOAD_TOO_LARGE'
        | 'URI_TOO_LONG'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'EXPECTATION_FAILED'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'HEADERS_TOO_LARGE'
        | 'INTERNAL_ERROR'
        | 'SERVICE_UNAVAILABLE';
      /** Format: int32 */
      status: number;
      /** @example Validation failed */
      title: string;
      /** @example A body member is invalid; `errors` names each one. */
      meaning: string;
    };
    JwkView: {
      /** @enum {string} */
      kty: 'EC';
      /** @enum {string} */
      crv: 'P-256';
      /** @example f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU */
      x: string;
      /** @example f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU */
      y: string;
      /**
       * @description The `kid` in the header of the tokens that it verifies
       * @example f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU
       */
      kid: string;
      /** @enum {string} */
      use: 'sig';
      /** @enum {string} */
      alg: 'ES256';
    };
    JwkSetView: {
      /** @description Empty while a shared secret signs */
      keys: components['schemas']['JwkView'][];
    };
    AuditActorView: {
      /** Format: uuid */
      id: string;
      /**
       * @description The present one; null when the account is erased
       * @example ann
       */
      username: string | null;
    };
    AuditTargetView: {
      /** @enum {string} */
      type: 'user' | 'session' | 'api-key' | 'post' | 'comment' | 'tag' | 'operation';
      /** @example 0192f0a0-0000-7000-8000-000000000001 */
      id: string;
    };
    AuditEntryView: {
      /** Format: uuid */
      id: string;
      /** Format: date-time */
      at: string;
      /** @description Null for whoever had not proved who they are */
      actor: components['schemas']['AuditActorView'] | null;
      /** @enum {string} */
      action:
        | 'access.forbidden'
        | 'access.rate-limited'
        | 'audit.list'
        | 'auth.api-key-create'
        | 'auth.api-key-revoke'
        | 'auth.email-change'
        | 'auth.email-change-request'
        | 'auth.email-verify'
        | 'auth.login'
        | 'auth.logout'
        | 'auth.logout-all'
        | 'auth.password-change'
        | 'auth.password-forgot'
        | 'auth.password-reset'
        | 'auth.recovery-code-use'
        | 'auth.recovery-codes-renew'
        | 'auth.refresh-token-reused'
        | 'auth.register'
        | 'auth.session-end'
        | 'auth.sessions-end-others'
        | 'auth.step-up'
        | 'auth.totp-disable'
        | 'auth.totp-enable'
        | 'comments.delete'
        | 'comments.hide'
        | 'comments.unhide'
        | 'posts.change'
        | 'posts.export'
        | 'posts.import'
        | 'posts.purge'
        | 'tags.merge'
        | 'tags.rename'
        | 'users.create'
        | 'users.delete'
        | 'users.edit'
        | 'users.end-sessions'
        | 'users.erase'
        | 'users.export'
        | 'users.list'
        | 'users.read'
        | 'users.reinstate'
        | 'users.restore'
        | 'users.role-change'
        | 'users.stats'
        | 'users.suspend';
      target: components['schemas']['AuditTargetView'] | null;
      /**
       * @description `denied`: without the right to it; `failure`: wrong, such as a password
       * @enum {string}
       */
      outcome: 'success' | 'failure' | 'denied';
      /** @example 203.0.113.7 */
      ipAddress: string | null;
      /** @example Mozilla/5.0 */
      userAgent: string | null;
      /**
       * Format: uuid
       * @description The `X-Request-Id` of the answer, and of the lines in the log
       */
      requestId: string | null;
      /**
       * @description What was changed, mostly as `{ member: { from, to } }`; no secrets, no email addresses
       * @example {
       *       "role": {
       *         "from": "user",
       *         "to": "moderator"
       *       }
       *     }
       */
      changes: {
        [key: string]: unknown;
      } | null;
    };
    PageMetaView: {
      /**
       * Format: int32
       * @example 20
       */
      limit: number;
      /** @example false */
      hasNext: boolean;
      /** @description Leads to the next page, as deep as one likes */
      nextCursor: string | null;
      /**
       * Format: int32
       * @example 1
       */
      page?: number;
      /**
       * Format: int32
       * @example 1
       */
      total?: number;
      /**
       * Format: int32
       * @example 1
       */
      totalPages?: number;
      /**
       * @description False when there are more than 10 000 rows
       * @example true
       */
      totalIsExact?: boolean;
      /** @example false */
      hasPrev?: boolean;
      /**
       * @description Present when nothing had the words of a search, and the rows have words that come close to them
       * @enum {boolean}
       */
      corrected?: true;
    };
    PageLinksView: {
      /**
       * Format: uri-reference
       * @example /api/v1/posts?limit=20
       */
      self: string;
      /**
       * Format: uri-reference
       * @example /api/v1/posts?limit=20
       */
      first: string;
      /** Format: uri-reference */
      prev: string | null;
      /** Format: uri-reference */
      next: string | null;
      /** Format: uri-reference */
      last: string | null;
    };
    HealthView: {
      /** @enum {string} */
      status: 'ok' | 'degraded' | 'error';
      /**
       * @description What is well enough
       * @example {
       *       "database": {
       *         "status": "up"
       *       }
       *     }
       */
      info: {
        [key: string]: {
          /** @enum {string} */
          status: 'up' | 'degraded' | 'down';
          /**
           * Format: int32
           * @description Milliseconds that it took
           */
          responseTime?: number;
          /** @description Found for an earlier probe, a moment ago */
          cachedResponse?: boolean;
          /** @description Why, or how */
          message?: string;
        };
      };
      /**
       * @description What is not
       * @example {}
       */
      error: {
        [key: string]: {
          /** @enum {string} */
          status: 'up' | 'degraded' | 'down';
          /**
           * Format: int32
           * @description Milliseconds that it took
           */
          responseTime?: number;
          /** @description Found for an earlier probe, a moment ago */
          cachedResponse?: boolean;
          /** @description Why, or how */
          message?: string;
        };
      };
      /**
       * @description Both together
       * @example {
       *       "database": {
       *         "status": "up"
       *       }
       *     }
       */
      details: {
        [key: string]: {
          /** @enum {string} */
          status: 'up' | 'degraded' | 'down';
          /**
           * Format: int32
           * @description Milliseconds that it took
           */
          responseTime?: number;
          /** @description Found for an earlier probe, a moment ago */
          cachedResponse?: boolean;
          /** @description Why, or how */
          message?: string;
        };
      };
    };
    AccountView: {
      /** Format: uuid */
      id: string;
      /** @example ann */
      username: string;
      /** @example Ann Example */
      name: string;
      /** @example Writes about the sea. */
      bio: string | null;
      /** Format: uri */
      avatarUrl: string | null;
      /** Format: uri */
      website: string | null;
      /** @enum {string} */
      role: 'user' | 'moderator' | 'admin';
      /**
       * Format: int32
       * @description How many users follow this one
       */
      followerCount: number;
      /** Format: date-time */
      createdAt: string;
      /**
       * Format: email
       * @description Null for the author of imported posts
       */
      email: string | null;
      emailVerified: boolean;
      /** @enum {string} */
      status: 'active' | 'suspended' | 'deleted';
      /** Format: date-time */
      lastLoginAt: string | null;
      /** Format: date-time */
      updatedAt: string;
      /** Format: int32 */
      version: number;
    };
    EditAccountBody: {
      username?: string;
      name?: string;
      /** @example Writes about the sea. */
      bio?: string | null;
      /** Format: uri */
      avatarUrl?: string | null;
      /** Format: uri */
      website?: string | null;
      /**
       * Format: email
       * @description Takes effect when a mail to the new address is confirmed
       */
      email?: string;
      /**
       * Format: password
       * @description Needed for a new `email`
       */
      currentPassword?: string;
      /**
       * @description Six digits of the authenticator app, or a recovery code; each works once. Needed where a second factor is on
       * @example 492039
       */
      code?: string;
    };
    EraseAccountBody: {
      /** Format: password */
      password: string;
      /**
       * @description `keep`: published and archived posts, and comments, stay under a placeholder author; drafts, scheduled and trashed posts go. `delete`: all posts go, and comments lose their words
       * @default keep
       * @enum {string}
       */
      posts: 'keep' | 'delete';
      /**
       * @description Six digits of the authenticator app, or a recovery code; each works once. Needed where a second factor is on
       * @example 492039
       */
      code?: string;
    };
    ExportedProfileView: {
      /** Format: uuid */
      id: string;
      /** @example ann */
      username: string;
      /** @example Ann Example */
      name: string;
      bio: string | null;
      /** Format: uri */
      avatarUrl: string | null;
      /** Format: uri */
      website: string | null;
      /** @enum {string} */
      role: 'user' | 'moderator' | 'admin';
      /** Format: email */
      email: string | null;
      emailVerified: boolean;
      /** Format: int32 */
      followerCount: number;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** Format: date-time */
      lastLoginAt: string | null;
      /** Format: date-time */
      passwordChangedAt: string | null;
    };
    ExportedSecondFactorView: {
      enabled: boolean;
      /** Format: int32 */
      recoveryCodesLeft: number;
    };
    ExportedSessionView: {
      /** Format: uuid */
      id: string;
      /** @example Mozilla/5.0 */
      userAgent: string | null;
      /** @example 203.0.113.7 */
      ipAddress: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      lastUsedAt: string;
      /** Format: date-time */
      expiresAt: string;
    };
    ExportedApiKeyView: {
      /** Format: uuid */
      id: string;
      /** @example Nightly build */
      name: string;
      scopes: ('profile:read' | 'posts:read' | 'posts:write' | 'comments:read' | 'comments:write' | 'users:read')[];
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      lastUsedAt: string | null;
      /** Format: date-time */
      expiresAt: string;
    };
    ExportedRevisionView: {
      /** Format: int32 */
      version: number;
      /** @example Hello, world */
      title: string;
      excerpt: string | null;
      /** @example It *begins*. */
      content: string;
      tags: string[];
      editedByYou: boolean;
      /** Format: date-time */
      createdAt: string;
    };
    ExportedPostView: {
      /** Format: uuid */
      id: string;
      /** @example hello-world */
      slug: string;
      /** @example Hello, world */
      title: string;
      excerpt: string | null;
      /** @example It *begins*. */
      content: string;
      /** @enum {string} */
      status: 'draft' | 'scheduled' | 'published' | 'archived' | 'trashed';
      tags: string[];
      /** Format: uri */
      coverImageUrl: string | null;
      externalId: string | null;
      /** Format: date-time */
      publishedAt: string | null;
      /** Format: date-time */
      publishAt: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** Format: int32 */
      version: number;
      revisions: components['schemas']['ExportedRevisionView'][];
    };
    ExportedCommentView: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      postId: string;
      /** Format: uuid */
      parentId: string | null;
      /** @example Well said. */
      content: string | null;
      hidden: boolean;
      deleted: boolean;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    ExportedEditView: {
      /** Format: uuid */
      postId: string;
      /** Format: int32 */
      version: number;
      /** Format: date-time */
      createdAt: string;
    };
    ExportedFavoriteView: {
      /** Format: uuid */
      postId: string;
      /** Format: date-time */
      createdAt: string;
    };
    ExportedFollowView: {
      /** Format: uuid */
      id: string;
      /** @example ann */
      username: string;
      /**
       * Format: date-time
       * @description When it began
       */
      createdAt: string;
    };
    ExportedIdempotencyKeyView: {
      /** @example import-2026-11-21-0001 */
      key: string;
      /** Format: date-time */
      expiresAt: string;
    };
    ExportedAuditTargetView: {
      /** @enum {string} */
      type: 'user' | 'session' | 'api-key' | 'post' | 'comment' | 'tag' | 'operation';
      /** @example 0192f0c1-2345-7abc-8def-0123456789ab */
      id: string;
    };
    ExportedAuditEntryView: {
      /** Format: date-time */
      at: string;
      /** @enum {string} */
      action:
        | 'access.forbidden'
        | 'access.rate-limited'
        | 'audit.list'
        | 'auth.api-key-create'
        | 'auth.api-key-revoke'
        | 'auth.email-change'
        | 'auth.email-change-request'
        | 'auth.email-verify'
        | 'auth.login'
        | 'auth.logout'
        | 'auth.logout-all'
        | 'auth.password-change'
        | 'auth.password-forgot'
        | 'auth.password-reset'
        | 'auth.recovery-code-use'
        | 'auth.recovery-codes-renew'
        | 'auth.refresh-token-reused'
        | 'auth.register'
        | 'auth.session-end'
        | 'auth.sessions-end-others'
        | 'auth.step-up'
        | 'auth.totp-disable'
        | 'auth.totp-enable'
        | 'comments.delete'
        | 'comments.hide'
        | 'comments.unhide'
        | 'posts.change'
        | 'posts.export'
        | 'posts.import'
        | 'posts.purge'
        | 'tags.merge'
        | 'tags.rename'
        | 'users.create'
        | 'users.delete'
        | 'users.edit'
        | 'users.end-sessions'
        | 'users.erase'
        | 'users.export'
        | 'users.list'
        | 'users.read'
        | 'users.reinstate'
        | 'users.restore'
        | 'users.role-change'
        | 'users.stats'
        | 'users.suspend';
      /** @enum {string} */
      outcome: 'success' | 'failure' | 'denied';
      target: components['schemas']['ExportedAuditTargetView'] | null;
      /** @description False: somebody else did it to your account */
      byYou: boolean;
      /** @example 203.0.113.7 */
      ipAddress: string | null;
      /** @example Mozilla/5.0 */
      userAgent: string | null;
      changes: {
        [key: string]: unknown;
      } | null;
    };
    AccountExportView: {
      /** Format: date-time */
      exportedAt: string;
      profile: components['schemas']['ExportedProfileView'];
      /**
       * Format: email
       * @description An address that has yet to be confirmed
       */
      pendingEmail: string | null;
      secondFactor: components['schemas']['ExportedSecondFactorView'];
      sessions: components['schemas']['ExportedSessionView'][];
      apiKeys: components['schemas']['ExportedApiKeyView'][];
      /** @description In every state */
      posts: components['schemas']['ExportedPostView'][];
      comments: components['schemas']['ExportedCommentView'][];
      /** @description Of posts that are not your own */
      edits: components['schemas']['ExportedEditView'][];
      favorites: components['schemas']['ExportedFavoriteView'][];
      /** @description Those whom you follow */
      following: components['schemas']['ExportedFollowView'][];
      /** @description Those who follow you */
      followers: components['schemas']['ExportedFollowView'][];
      /** @description Requests whose answers are kept for a repetition */
      idempotencyKeys: components['schemas']['ExportedIdempotencyKeyView'][];
      /** @description What you did, then what others did to your account */
      auditLog: components['schemas']['ExportedAuditEntryView'][];
    };
    RoleCountsView: {
      /** Format: int32 */
      user: number;
      /** Format: int32 */
      moderator: number;
      /** Format: int32 */
      admin: number;
    };
    StatusCountsView: {
      /** Format: int32 */
      active: number;
      /** Format: int32 */
      suspended: number;
      /** Format: int32 */
      deleted: number;
    };
    SignUpsView: {
      /** Format: date */
      date: string;
      /** Format: int32 */
      count: number;
    };
    ActiveAuthorView: {
      /** Format: uuid */
      id: string;
      /** @example ann */
      username: string;
      /** @example Ann Example */
      name: string;
      /** Format: uri */
      avatarUrl: string | null;
      /**
       * Format: int32
       * @description Published ones
       */
      postCount: number;
      /**
       * Format: int32
       * @description Deleted ones are not counted
       */
      commentCount: number;
    };
    StatsView: {
      /**
       * Format: int32
       * @description Accounts that are not deleted
       */
      total: number;
      /** @description Of accounts that are not deleted */
      byRole: components['schemas']['RoleCountsView'];
      byStatus: components['schemas']['StatusCountsView'];
      /** @description Of the last 30 days, today last; by UTC, days without any included */
      signUps: components['schemas']['SignUpsView'][];
      /** @description By the number of their published posts */
      mostActiveAuthors: components['schemas']['ActiveAuthorView'][];
    };
    UserView: {
      /** Format: uuid */
      id: string;
      /** @example ann */
      username: string;
      /** @example Ann Example */
      name: string;
      /** @example Writes about the sea. */
      bio: string | null;
      /** Format: uri */
      avatarUrl: string | null;
      /** Format: uri */
      website: string | null;
      /** @enum {string} */
      role: 'user' | 'moderator' | 'admin';
      /**
       * Format: int32
       * @description How many users follow this one
       */
      followerCount: number;
      /** Format: date-time */
      createdAt: string;
      /** @description Whether the caller follows this user: to others than the user, in a profile */
      following?: boolean;
      /**
       * Format: email
       * @description Only to the user and to admins
       */
      email?: string | null;
      /** @description Only to the user and to admins */
      emailVerified?: boolean;
      /**
       * @description Only to the user and to admins and moderators
       * @enum {string}
       */
      status?: 'active' | 'suspended' | 'deleted';
      /**
       * Format: date-time
       * @description Only to the user and to admins
       */
      lastLoginAt?: string | null;
      /**
       * Format: date-time
       * @description Only to the user and to admins
       */
      updatedAt?: string;
      /**
       * Format: int32
       * @description Only to the user and to admins
       */
      version?: number;
    };
    CreateUserBody: {
      /**
       * Format: email
       * @example ann@example.com
       */
      email: string;
      /** @example ann */
      username: string;
      /** @example Ann Example */
      name: string;
      /** Format: password */
      password: string;
      /**
       * @default user
       * @enum {string}
       */
      role: 'user' | 'moderator' | 'admin';
    };
    EditUserBody: {
      username?: string;
      name?: string;
      /** @example Writes about the sea. */
      bio?: string | null;
      /** Format: uri */
      avatarUrl?: string | null;
      /** Format: uri */
      website?: string | null;
      /**
       * Format: email
       * @description Counts as unverified again
       */
      email?: string;
    };
    AssignRoleBody: {
      /** @enum {string} */
      role: 'user' | 'moderator' | 'admin';
    };
    SuspendBody: {
      /** @example Spam */
      reason: string;
      /**
       * Format: date-time
       * @description In the future; without it, until reinstated
       */
      until?: string | null;
    };
    ProfileView: {
      /** Format: uuid */
      id: string;
      /** @example ann */
      username: string;
      /** @example Ann Example */
      name: string;
      /** @example Writes about the sea. */
      bio: string | null;
      /** Format: uri */
      avatarUrl: string | null;
      /** Format: uri */
      website: string | null;
      /** @enum {string} */
      role: 'user' | 'moderator' | 'admin';
      /**
       * Format: int32
       * @description How many users follow this one
       */
      followerCount: number;
      /** Format: date-time */
      createdAt: string;
    };
    NewApiKeyView: {
      /** Format: uuid */
      id: string;
      /** @example Nightly build */
      name: string;
      /**
       * @description How the key begins
       * @example quire_019ab0c4d2b27d3e8f4a5b6c7d8e9f01
       */
      prefix: string;
      /**
       * @description How it ends
       * @example 5e0f
       */
      lastFour: string;
      scopes: ('profile:read' | 'posts:read' | 'posts:write' | 'comments:read' | 'comments:write' | 'users:read')[];
      /** Format: date-time */
      createdAt: string;
      /**
       * Format: date-time
       * @description To the minute
       */
      lastUsedAt: string | null;
      /**
       * Format: date-time
       * @description It is refused from then on, and shown here for another 30 days
       */
      expiresAt: string;
      /**
       * @description Sent as `X-API-Key`. It is shown now and never again
       * @example quire_019ab0c4d2b27d3e8f4a5b6c7d8e9f01_0000000000000000000000000000000000000000000000000000000000000000_5e0f5e0f
       */
      key: string;
    };
    CreateApiKeyBody: {
      /**
       * @description What it is for
       * @example Nightly build
       */
      name: string;
      /** @description What it may do, as far as you may yourself */
      scopes: ('profile:read' | 'posts:read' | 'posts:write' | 'comments:read' | 'comments:write' | 'users:read')[];
      /**
       * Format: date-time
       * @description Within 366 days; 90 days from now when it is left out
       */
      expiresAt?: string;
      /**
       * @description Six digits of the authenticator app, or a recovery code; each works once. Needed where a second factor is on
       * @example 492039
       */
      code?: string;
    };
    ApiKeyView: {
      /** Format: uuid */
      id: string;
      /** @example Nightly build */
      name: string;
      /**
       * @description How the key begins
       * @example quire_019ab0c4d2b27d3e8f4a5b6c7d8e9f01
       */
      prefix: string;
      /**
       * @description How it ends
       * @example 5e0f
       */
      lastFour: string;
      scopes: ('profile:read' | 'posts:read' | 'posts:write' | 'comments:read' | 'comments:write' | 'users:read')[];
      /** Format: date-time */
      createdAt: string;
      /**
       * Format: date-time
       * @description To the minute
       */
      lastUsedAt: string | null;
      /**
       * Format: date-time
       * @description It is refused from then on, and shown here for another 30 days
       */
      expiresAt: string;
    };
    SignInView: {
      /**
       * @description A JWT, sent as `Authorization: Bearer …`
       * @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTkyIn0.c2lnbmF0dXJl
       */
      accessToken: string;
      /** @enum {string} */
      tokenType: 'Bearer';
      /**
       * Format: int32
       * @description Seconds that the access token lives
       * @example 900
       */
      expiresIn: number;
      /**
       * @description Opaque; gives the next pair, once. Absent where the cookie has it
       * @example AQGS8MEjRX
       */
      refreshToken?: string;
      user: components['schemas']['AccountView'];
    };
    RegisterBody: {
      /**
       * Format: email
       * @example ann@example.com
       */
      email: string;
      /** @example ann */
      username: string;
      /** Format: password */
      password: string;
      /** @description The username, when it is left out */
      name?: string;
      /** @description `true` puts the refresh token into a cookie that no script can read, instead of the answer */
      cookie?: boolean;
    };
    LoginBody: {
      /**
       * Format: email
       * @example ann@example.com
       */
      email: string;
      /** Format: password */
      password: string;
      /**
       * @description Six digits of the authenticator app, or a recovery code; each works once. Needed where a second factor is on
       * @example 492039
       */
      code?: string;
      /** @description `true` puts the refresh token into a cookie that no script can read, instead of the answer */
      cookie?: boolean;
    };
    ChangePasswordBody: {
      /** Format: password */
      currentPassword: string;
      /** Format: password */
      newPassword: string;
      /**
       * @description Six digits of the authenticator app, or a recovery code; each works once. Needed where a second factor is on
       * @example 492039
       */
      code?: string;
    };
    VerifyEmailBody: {
      /**
       * @description From the link in the mail
       * @example kR3vQ7xwD2mZbHpEa
       */
      token: string;
    };
    ForgotPasswordBody: {
      /**
       * Format: email
       * @example ann@example.com
       */
      email: string;
    };
    ResetPasswordBody: {
      /**
       * @description From the link in the mail
       * @example kR3vQ7xwD2mZbHpEa
       */
      token: string;
      /** Format: password */
      password: string;
    };
    SessionView: {
      /** Format: uuid */
      id: string;
      /** @example Mozilla/5.0 */
      userAgent: string | null;
      /** @example 203.0.113.7 */
      ipAddress: string;
      /** Format: date-time */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it was opened or refreshed last
       */
      lastUsedAt: string;
      /**
       * Format: date-time
       * @description When it ends unless it is refreshed
       */
      expiresAt: string;
      /** @description Whether it is the session of this request */
      current: boolean;
    };
    TokensView: {
      /**
       * @description A JWT, sent as `Authorization: Bearer …`
       * @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTkyIn0.c2lnbmF0dXJl
       */
      accessToken: string;
      /** @enum {string} */
      tokenType: 'Bearer';
      /**
       * Format: int32
       * @description Seconds that the access token lives
       * @example 900
       */
      expiresIn: number;
      /**
       * @description Opaque; gives the next pair, once. Absent where the cookie has it
       * @example AQGS8MEjRX
       */
      refreshToken?: string;
    };
    RefreshTokenBody: {
      /**
       * @description Needed unless it comes in the cookie
       * @example AQGS8MEjRX
       */
      refreshToken?: string;
    };
    TotpView: {
      /** @description Whether signing in takes a code */
      enabled: boolean;
      /** Format: int32 */
      recoveryCodesLeft: number;
    };
    TotpSetupView: {
      /**
       * @description In base32, to be typed in
       * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
       */
      secret: string;
      /**
       * @description The same as an `otpauth://` URI, for a QR code
       * @example otpauth://totp/Quire:ann%40example.com?issuer=Quire&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
       */
      uri: string;
    };
    RecoveryCodesView: {
      /**
       * @description Each takes the place of a code once. They are never shown again.
       * @example [
       *       "k3vq-7xwd-2mzb-hpea"
       *     ]
       */
      recoveryCodes: string[];
    };
    ConfirmTotpBody: {
      /** @example 492039 */
      code: string;
    };
    TotpProofBody: {
      /** Format: password */
      password: string;
      /**
       * @description Six digits of the authenticator app, or a recovery code; each works once
       * @example 492039
       */
      code: string;
    };
    PostAuthorView: {
      /** Format: uuid */
      id: string;
      /** @example ann */
      username: string;
      /** @example Ann Example */
      name: string;
      /** Format: uri */
      avatarUrl: string | null;
    };
    PostHighlightView: {
      /** @example Node.js <mark>security</mark> &lt;release&gt; */
      title: string;
      /**
       * @description One or two passages; the beginning when the hit lies elsewhere
       * @example It <mark>begins</mark>.
       */
      content: string;
    };
    PostListItemView: {
      /** Format: uuid */
      id: string;
      /** @example hello-world */
      slug: string;
      /** @example Hello, world */
      title: string;
      /**
       * @description The one given, else the beginning of the content as plain text; null when that has no text
       * @example It begins.
       */
      excerpt: string | null;
      /** @enum {string} */
      contentFormat: 'markdown';
      /**
       * @example published
       * @enum {string}
       */
      status: 'draft' | 'scheduled' | 'published' | 'archived';
      /** @description In the order given */
      tags: string[];
      author: components['schemas']['PostAuthorView'];
      /** Format: uri */
      coverImageUrl: string | null;
      /** Format: int32 */
      readingTimeMinutes: number;
      /**
       * Format: int32
       * @description Comments that are neither hidden nor deleted
       */
      commentCount: number;
      /**
       * Format: int32
       * @description How many users have it among their favourites
       */
      favoriteCount: number;
      /** @description Whether it is one of the caller’s favourites; absent for an anonymous caller */
      favorited?: boolean;
      /**
       * Format: date-time
       * @description First publication; kept while the post is a draft again
       */
      publishedAt: string | null;
      /**
       * Format: date-time
       * @description When it goes live; null unless it is scheduled
       * @example null
       */
      publishAt: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** Format: int32 */
      version: number;
      highlight?: components['schemas']['PostHighlightView'];
    };
    SuggestionView: {
      /** Format: uuid */
      id: string;
      /** @example hello-world */
      slug: string;
      /** @example Hello, world */
      title: string;
    };
    PostView: {
      /** Format: uuid */
      id: string;
      /** @example hello-world */
      slug: string;
      /** @example Hello, world */
      title: string;
      /**
       * @description The one given, else the beginning of the content as plain text; null when that has no text
       * @example It begins.
       */
      excerpt: string | null;
      /** @enum {string} */
      contentFormat: 'markdown';
      /**
       * @example published
       * @enum {string}
       */
      status: 'draft' | 'scheduled' | 'published' | 'archived';
      /** @description In the order given */
      tags: string[];
      author: components['schemas']['PostAuthorView'];
      /** Format: uri */
      coverImageUrl: string | null;
      /** Format: int32 */
      readingTimeMinutes: number;
      /**
       * Format: int32
       * @description Comments that are neither hidden nor deleted
       */
      commentCount: number;
      /**
       * Format: int32
       * @description How many users have it among their favourites
       */
      favoriteCount: number;
      /** @description Whether it is one of the caller’s favourites; absent for an anonymous caller */
      favorited?: boolean;
      /**
       * Format: date-time
       * @description First publication; kept while the post is a draft again
       */
      publishedAt: string | null;
      /**
       * Format: date-time
       * @description When it goes live; null unless it is scheduled
       * @example null
       */
      publishAt: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** Format: int32 */
      version: number;
      /**
       * @description Markdown
       * @example It *begins*.
       */
      content: string;
      /** @description With `render=html`: the content as sanitised HTML, safe to insert */
      contentHtml?: string;
    };
    CreatePost: {
      /** @example Hello, world */
      title: string;
      /**
       * @description Markdown
       * @example It *begins*.
       */
      content: string;
      excerpt?: string | null;
      /** @description Made from the title when it is left out; a suffix makes it unique where need be */
      slug?: string;
      /**
       * @description In the order given; those that differ only in case are one
       * @example [
       *       "sea"
       *     ]
       */
      tags?: string[];
      /** Format: uri */
      coverImageUrl?: string | null;
      /**
       * @description `draft` unless `publishAt` schedules it; `published` publishes at once, or at `publishAt`
       * @enum {string}
       */
      status?: 'draft' | 'published';
      /**
       * Format: date-time
       * @description A time to come, at which the post goes live
       */
      publishAt?: string | null;
    };
    EditPost: {
      /** @example Hello, world */
      title?: string;
      /**
       * @description Markdown
       * @example It *begins*.
       */
      content?: string;
      excerpt?: string | null;
      /** @description The old one goes on leading to the post */
      slug?: string;
      /**
       * @description All of them, in the order given
       * @example [
       *       "sea"
       *     ]
       */
      tags?: string[];
      /** Format: uri */
      coverImageUrl?: string | null;
    };
    PublishPost: {
      /**
       * Format: date-time
       * @description A time to come, at which the post goes live
       */
      publishAt?: string | null;
    };
    TagView: {
      /**
       * @description As it was spelled first, or renamed since
       * @example Sea
       */
      name: string;
      /** @example sea */
      slug: string;
      /**
       * Format: int32
       * @description Published posts that have it
       */
      count: number;
    };
    RenameTag: {
      /** @example Sea */
      name: string;
    };
    MergeTag: {
      /**
       * @description Slug of the tag that the posts get instead
       * @example sea
       */
      into: string;
    };
    RevisionSummaryView: {
      /**
       * Format: int32
       * @description The version of the post that the change led to
       */
      version: number;
      /** @example Hello, world */
      title: string;
      excerpt: string | null;
      /** @description As they were spelled at the time */
      tags: string[];
      /** @description Null when nobody in particular has changed it, such as an import */
      editedBy: components['schemas']['PostAuthorView'] | null;
      /** Format: date-time */
      createdAt: string;
    };
    RevisionView: {
      /**
       * Format: int32
       * @description The version of the post that the change led to
       */
      version: number;
      /** @example Hello, world */
      title: string;
      excerpt: string | null;
      /** @description As they were spelled at the time */
      tags: string[];
      /** @description Null when nobody in particular has changed it, such as an import */
      editedBy: components['schemas']['PostAuthorView'] | null;
      /** Format: date-time */
      createdAt: string;
      /**
       * @description Markdown
       * @example It *begins*.
       */
      content: string;
    };
    TitleChangeView: {
      /** @example Hello, world */
      from: string;
      /** @example Hello, world */
      to: string;
    };
    ExcerptChangeView: {
      from: string | null;
      to: string | null;
    };
    TagsChangeView: {
      from: string[];
      to: string[];
      added: string[];
      removed: string[];
    };
    HunkView: {
      /**
       * Format: int32
       * @description Number of the first line, from 1; 0 when there was none
       */
      oldStart: number;
      /** Format: int32 */
      oldLines: number;
      /** Format: int32 */
      newStart: number;
      /** Format: int32 */
      newLines: number;
      /** @description The first character is a space for a line that stays, `-` or `+` */
      lines: string[];
    };
    ContentChangeView: {
      /** @description Empty when the contents have more than 20 000 lines together */
      hunks: components['schemas']['HunkView'][];
      /** @description The hunks as a unified diff; null when they are empty */
      patch: string | null;
      /**
       * @description The contents are too different, or too long, to be compared: all lines are replaced
       * @example false
       */
      isWhole: boolean;
    };
    RevisionDiffView: {
      /** Format: int32 */
      version: number;
      /**
       * Format: int32
       * @description Null for the first one: there was nothing before
       */
      against: number | null;
      /** @description Null when it is the same */
      title: components['schemas']['TitleChangeView'] | null;
      /** @description Null when it is the same */
      excerpt: components['schemas']['ExcerptChangeView'] | null;
      /** @description Null when it is the same */
      tags: components['schemas']['TagsChangeView'] | null;
      /** @description Null when it is the same */
      content: components['schemas']['ContentChangeView'] | null;
    };
    ImportErrorView: {
      /**
       * @description Path of the member
       * @example tags[2]
       */
      field: string;
      /** @example length */
      code: string;
      /** @example title must be at most 200 characters */
      message: string;
      /**
       * Format: int32
       * @description Counted from 1; blank lines count
       */
      line: number;
    };
    ImportReportView: {
      /**
       * Format: int32
       * @example 2
       */
      accepted: number;
      /** Format: int32 */
      refused: number;
      /** @description The first 1 000 faults of refused lines */
      errors: components['schemas']['ImportErrorView'][];
    };
    ImportLineAuthorInput: {
      /** @example ann */
      username: string;
      /**
       * Format: email
       * @description Without one the new account cannot sign in
       */
      email?: string;
      name?: string;
    };
    ImportLineInput: {
      /** @example Hello, world */
      title: string;
      /**
       * @description Markdown
       * @example It *begins*.
       */
      content: string;
      excerpt?: string | null;
      /** @description Made from the title when it is left out; a suffix makes it unique where need be */
      slug?: string;
      /**
       * @description In the order given; those that differ only in case are one
       * @example [
       *       "sea"
       *     ]
       */
      tags?: string[];
      /** Format: uri */
      coverImageUrl?: string | null;
      /**
       * @description `draft` unless `publishAt` schedules it
       * @enum {string}
       */
      status?: 'draft' | 'scheduled' | 'published' | 'archived';
      /**
       * Format: date-time
       * @description A time that has passed already publishes the post at once
       */
      publishAt?: string | null;
      /**
       * Format: date-time
       * @description First publication; not in the future
       */
      publishedAt?: string;
      /**
       * Format: date-time
       * @description Not in the future
       */
      createdAt?: string;
      /**
       * @description What the post is known by where it comes from: the same line sent again changes nothing
       * @example wordpress-4711
       */
      externalId?: string;
      /** @description Found by username, else by email, else made; the caller when it is left out */
      author?: components['schemas']['ImportLineAuthorInput'];
    };
    CommentView: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      postId: string;
      /**
       * Format: uuid
       * @description The comment that a reply answers
       */
      parentId: string | null;
      /**
       * @description Plain text. Null when it is deleted, or hidden and the caller is no moderator
       * @example Well said.
       */
      content: string | null;
      author: components['schemas']['PostAuthorView'];
      /**
       * @description Moderators and admins still see the content
       * @example false
       */
      hidden: boolean;
      /** @description Only to moderators and admins */
      hiddenReason?: string | null;
      /**
       * @description Its content is gone for everybody; it keeps its place for its replies
       * @example false
       */
      deleted: boolean;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** Format: int32 */
      version: number;
    };
    CreateComment: {
      /**
       * @description Plain text: to be escaped where it is shown
       * @example Well said.
       */
      content: string;
      /**
       * Format: uuid
       * @description The comment that this one answers; not a reply itself
       */
      parentId?: string | null;
    };
    EditComment: {
      /**
       * @description Plain text: to be escaped where it is shown
       * @example Well said.
       */
      content: string;
    };
    HideComment: {
      /**
       * @description Shown to moderators and admins only
       * @example Off topic
       */
      reason?: string | null;
    };
    JsonFeedAuthorView: {
      /** @example Ann Example */
      name: string;
      /** Format: uri */
      avatar?: string;
    };
    JsonFeedItemView: {
      /**
       * @description Stays with the post for good
       * @example urn:uuid:0192f0c1-2345-7abc-8def-0123456789ab
       */
      id: string;
      /** Format: uri */
      url: string;
      /** @example Hello, world */
      title: string;
      /**
       * @description Sanitised; the summary alone where the contents are too long together
       * @example <p>It <em>begins</em>.</p>
       */
      content_html: string;
      summary?: string;
      /** Format: uri */
      image?: string;
      /** Format: date-time */
      date_published: string;
      /** Format: date-time */
      date_modified: string;
      authors: components['schemas']['JsonFeedAuthorView'][];
      tags: string[];
    };
    JsonFeedView: {
      /** @enum {string} */
      version: 'https://jsonfeed.org/version/1.1';
      /** @example Quire */
      title: string;
      /** Format: uri */
      home_page_url: string;
      /** Format: uri */
      feed_url: string;
      items: components['schemas']['JsonFeedItemView'][];
    };
    FieldErrorView: {
      /**
       * @description Path of the member
       * @example tags[2]
       */
      field: string;
      /** @example length */
      code: string;
      /** @example title must be at most 200 characters */
      message: string;
    };
    ProblemView: {
      /**
       * Format: uri-reference
       * @example /problems/validation-error
       */
      type: string;
      /** @example Validation failed */
      title: string;
      /**
       * Format: int32
       * @example 400
       */
      status: number;
      /** @example 1 field is invalid */
      detail?: string;
      /**
       * @description The path of the request
       * @example /api/v1/posts
       */
      instance: string;
      /**
       * @example VALIDATION_ERROR
       * @enum {string}
       */
      code:
        | 'BAD_REQUEST'
        | 'INVALID_CURSOR'
        | 'MALFORMED_JSON'
        | 'VALIDATION_ERROR'
        | 'AUTHENTICATION_REQUIRED'
        | 'INVALID_CREDENTIALS'
        | 'SECOND_FACTOR_REQUIRED'
        | 'TOKEN_EXPIRED'
        | 'TOKEN_INVALID'
        | 'TOKEN_REUSED'
        | 'ACCOUNT_SUSPENDED'
        | 'EMAIL_NOT_VERIFIED'
        | 'FORBIDDEN'
        | 'NOT_FOUND'
        | 'ROUTE_NOT_FOUND'
        | 'METHOD_NOT_ALLOWED'
        | 'NOT_ACCEPTABLE'
        | 'REQUEST_TIMEOUT'
        | 'EMAIL_TAKEN'
        | 'IDEMPOTENCY_IN_PROGRESS'
        | 'INVALID_STATE'
        | 'LAST_ADMIN'
        | 'SLUG_TAKEN'
        | 'TAG_TAKEN'
        | 'USERNAME_TAKEN'
        | 'PRECONDITION_FAILED'
        | 'PAYLOAD_TOO_LARGE'
        | 'URI_TOO_LONG'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'EXPECTATION_FAILED'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'HEADERS_TOO_LARGE'
        | 'INTERNAL_ERROR'
        | 'SERVICE_UNAVAILABLE';
      /** Format: uuid */
      requestId: string;
      errors?: components['schemas']['FieldErrorView'][];
      /** @description INVALID_STATE: the states or moves that are allowed */
      allowed?: string[];
      /** @description SLUG_TAKEN: a slug that is free */
      suggestion?: string;
      /** @description PRECONDITION_FAILED: what has changed since */
      changedFields?: string[];
    };
  };
  responses: {
    /** @description URI too long (`URI_TOO_LONG`) */
    URI_TOO_LONG: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'URI_TOO_LONG';
        };
      };
    };
    /** @description Unsupported media type (`UNSUPPORTED_MEDIA_TYPE`) */
    UNSUPPORTED_MEDIA_TYPE: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'UNSUPPORTED_MEDIA_TYPE';
        };
      };
    };
    /** @description Too many requests (`RATE_LIMITED`) */
    RATE_LIMITED: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        'Retry-After': components['headers']['Retry-After'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'RATE_LIMITED';
        };
      };
    };
    /** @description Internal error (`INTERNAL_ERROR`) */
    INTERNAL_ERROR: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'INTERNAL_ERROR';
        };
      };
    };
    /** @description Service unavailable (`SERVICE_UNAVAILABLE`) */
    SERVICE_UNAVAILABLE: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        'Retry-After': components['headers']['Retry-After'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'SERVICE_UNAVAILABLE';
        };
      };
    };
    /** @description Invalid cursor (`INVALID_CURSOR`), Validation failed (`VALIDATION_ERROR`) */
    'INVALID_CURSOR.VALIDATION_ERROR': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'INVALID_CURSOR' | 'VALIDATION_ERROR';
        };
      };
    };
    /** @description Authentication required (`AUTHENTICATION_REQUIRED`), Token expired (`TOKEN_EXPIRED`), Token invalid (`TOKEN_INVALID`) */
    'AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'AUTHENTICATION_REQUIRED' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID';
        };
      };
    };
    /** @description Forbidden (`FORBIDDEN`) */
    FORBIDDEN: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'FORBIDDEN';
        };
      };
    };
    /** @description Not acceptable (`NOT_ACCEPTABLE`) */
    NOT_ACCEPTABLE: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'NOT_ACCEPTABLE';
        };
      };
    };
    /** @description Authentication required (`AUTHENTICATION_REQUIRED`) */
    AUTHENTICATION_REQUIRED: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'AUTHENTICATION_REQUIRED';
        };
      };
    };
    /** @description Not found (`NOT_FOUND`) */
    NOT_FOUND: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'NOT_FOUND';
        };
      };
    };
    /** @description Validation failed (`VALIDATION_ERROR`) */
    VALIDATION_ERROR: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'VALIDATION_ERROR';
        };
      };
    };
    /** @description Malformed JSON (`MALFORMED_JSON`), Validation failed (`VALIDATION_ERROR`) */
    'MALFORMED_JSON.VALIDATION_ERROR': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'MALFORMED_JSON' | 'VALIDATION_ERROR';
        };
      };
    };
    /** @description Email is taken (`EMAIL_TAKEN`), Username is taken (`USERNAME_TAKEN`) */
    'EMAIL_TAKEN.USERNAME_TAKEN': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'EMAIL_TAKEN' | 'USERNAME_TAKEN';
        };
      };
    };
    /** @description Precondition failed (`PRECONDITION_FAILED`) */
    PRECONDITION_FAILED: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        ETag: components['headers']['ETag'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'PRECONDITION_FAILED';
        };
      };
    };
    /** @description Payload too large (`PAYLOAD_TOO_LARGE`) */
    PAYLOAD_TOO_LARGE: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'PAYLOAD_TOO_LARGE';
        };
      };
    };
    /** @description Last admin (`LAST_ADMIN`) */
    LAST_ADMIN: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'LAST_ADMIN';
        };
      };
    };
    /** @description Token expired (`TOKEN_EXPIRED`), Token invalid (`TOKEN_INVALID`) */
    'TOKEN_EXPIRED.TOKEN_INVALID': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'TOKEN_EXPIRED' | 'TOKEN_INVALID';
        };
      };
    };
    /** @description Email is taken (`EMAIL_TAKEN`), Request in progress (`IDEMPOTENCY_IN_PROGRESS`), Username is taken (`USERNAME_TAKEN`) */
    'EMAIL_TAKEN.IDEMPOTENCY_IN_PROGRESS.USERNAME_TAKEN': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        /**
         * @description Seconds to wait
         * @example 30
         */
        'Retry-After'?: number;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'EMAIL_TAKEN' | 'IDEMPOTENCY_IN_PROGRESS' | 'USERNAME_TAKEN';
        };
      };
    };
    /** @description Idempotency key reused (`IDEMPOTENCY_KEY_REUSED`) */
    IDEMPOTENCY_KEY_REUSED: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'IDEMPOTENCY_KEY_REUSED';
        };
      };
    };
    /** @description Request in progress (`IDEMPOTENCY_IN_PROGRESS`), Invalid state (`INVALID_STATE`), Last admin (`LAST_ADMIN`) */
    'IDEMPOTENCY_IN_PROGRESS.INVALID_STATE.LAST_ADMIN': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        /**
         * @description Seconds to wait
         * @example 30
         */
        'Retry-After'?: number;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'IDEMPOTENCY_IN_PROGRESS' | 'INVALID_STATE' | 'LAST_ADMIN';
        };
      };
    };
    /** @description Request in progress (`IDEMPOTENCY_IN_PROGRESS`), Invalid state (`INVALID_STATE`) */
    'IDEMPOTENCY_IN_PROGRESS.INVALID_STATE': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        /**
         * @description Seconds to wait
         * @example 30
         */
        'Retry-After'?: number;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'IDEMPOTENCY_IN_PROGRESS' | 'INVALID_STATE';
        };
      };
    };
    /** @description Invalid state (`INVALID_STATE`) */
    INVALID_STATE: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'INVALID_STATE';
        };
      };
    };
    /** @description Invalid credentials (`INVALID_CREDENTIALS`), Second factor required (`SECOND_FACTOR_REQUIRED`) */
    'INVALID_CREDENTIALS.SECOND_FACTOR_REQUIRED': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'INVALID_CREDENTIALS' | 'SECOND_FACTOR_REQUIRED';
        };
      };
    };
    /** @description Account suspended (`ACCOUNT_SUSPENDED`), Forbidden (`FORBIDDEN`) */
    'ACCOUNT_SUSPENDED.FORBIDDEN': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'ACCOUNT_SUSPENDED' | 'FORBIDDEN';
        };
      };
    };
    /** @description Email is taken (`EMAIL_TAKEN`) */
    EMAIL_TAKEN: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'EMAIL_TAKEN';
        };
      };
    };
    /** @description Token expired (`TOKEN_EXPIRED`), Token invalid (`TOKEN_INVALID`), Token reused (`TOKEN_REUSED`) */
    'TOKEN_EXPIRED.TOKEN_INVALID.TOKEN_REUSED': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'TOKEN_EXPIRED' | 'TOKEN_INVALID' | 'TOKEN_REUSED';
        };
      };
    };
    /** @description Token invalid (`TOKEN_INVALID`) */
    TOKEN_INVALID: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'TOKEN_INVALID';
        };
      };
    };
    /** @description Email not verified (`EMAIL_NOT_VERIFIED`), Forbidden (`FORBIDDEN`) */
    'EMAIL_NOT_VERIFIED.FORBIDDEN': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'EMAIL_NOT_VERIFIED' | 'FORBIDDEN';
        };
      };
    };
    /** @description Request in progress (`IDEMPOTENCY_IN_PROGRESS`), Slug is taken (`SLUG_TAKEN`) */
    'IDEMPOTENCY_IN_PROGRESS.SLUG_TAKEN': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        /**
         * @description Seconds to wait
         * @example 30
         */
        'Retry-After'?: number;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'IDEMPOTENCY_IN_PROGRESS' | 'SLUG_TAKEN';
        };
      };
    };
    /** @description Slug is taken (`SLUG_TAKEN`) */
    SLUG_TAKEN: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'SLUG_TAKEN';
        };
      };
    };
    /** @description Tag is taken (`TAG_TAKEN`) */
    TAG_TAKEN: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'TAG_TAKEN';
        };
      };
    };
    /** @description Request in progress (`IDEMPOTENCY_IN_PROGRESS`) */
    IDEMPOTENCY_IN_PROGRESS: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        /**
         * @description Seconds to wait
         * @example 30
         */
        'Retry-After': number;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'IDEMPOTENCY_IN_PROGRESS';
        };
      };
    };
    /** @description Bad request (`BAD_REQUEST`), Malformed JSON (`MALFORMED_JSON`), Validation failed (`VALIDATION_ERROR`) */
    'BAD_REQUEST.MALFORMED_JSON.VALIDATION_ERROR': {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'BAD_REQUEST' | 'MALFORMED_JSON' | 'VALIDATION_ERROR';
        };
      };
    };
    /** @description Request timeout (`REQUEST_TIMEOUT`) */
    REQUEST_TIMEOUT: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'X-Correlation-Id': components['headers']['X-Correlation-Id'];
        'Server-Timing': components['headers']['Server-Timing'];
        'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        RateLimit: components['headers']['RateLimit'];
        'Cache-Status': components['headers']['Cache-Status'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemView'] & {
          /** @enum {string} */
          code?: 'REQUEST_TIMEOUT';
        };
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: {
    /**
     * @description Identifies the request in logs and reports
     * @example 0192f0c1-2345-7abc-8def-0123456789ab
     */
    'X-Request-Id': string;
    /**
     * @description The caller's own id, or the request id
     * @example 0192f0c1-2345-7abc-8def-0123456789ab
     */
    'X-Correlation-Id': string;
    /**
     * @description Milliseconds spent by the application
     * @example app;dur=3.1
     */
    'Server-Timing': string;
    /**
     * @description The limits that apply
     * @example "default";q=300;w=60
     */
    'RateLimit-Policy': string;
    /**
     * @description What is left of them, and the seconds until they reset
     * @example "default";r=299;t=60
     */
    RateLimit: string;
    /**
     * @description The origin of the page that asks, where it is one of those allowed
     * @example https://app.example.com
     */
    'Access-Control-Allow-Origin': string;
    /**
     * @description Identifies this state of the resource or list
     * @example "3.kP3v0dJ2m9QwXy1A"
     */
    ETag: string;
    /**
     * @description Whether the answer was kept (RFC 9211)
     * @example quire; hit
     */
    'Cache-Status': string;
    /**
     * @description Where the resource is
     * @example /api/v1/posts/hello-world
     */
    Location: string;
    /**
     * @description Present when the answer is that of the first request with the key
     * @example true
     */
    'Idempotent-Replayed': 'true';
    /**
     * @description Seconds to wait
     * @example 30
     */
    'Retry-After': number;
    /**
     * @description The challenge (RFC 6750)
     * @example Bearer error="invalid_token"
     */
    'WWW-Authenticate': string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  Problems_list: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All ProblemKind */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "type": "/problems/validation-error",
           *           "code": "VALIDATION_ERROR",
           *           "status": 400,
           *           "title": "Validation failed",
           *           "meaning": "A body member is invalid; `errors` names each one."
           *         }
           *       ]
           *     }
           */
          'application/json': {
            data: components['schemas']['ProblemKind'][];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Jwks_read: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A set of keys */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "keys": [
           *         {
           *           "kty": "EC",
           *           "crv": "P-256",
           *           "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
           *           "y": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
           *           "kid": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
           *           "use": "sig",
           *           "alg": "ES256"
           *         }
           *       ]
           *     }
           */
          'application/jwk-set+json': components['schemas']['JwkSetView'];
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Audit_list: {
    parameters: {
      query?: {
        /**
         * @description Rows on a page
         * @example 20
         */
        limit?: number;
        /**
         * @description Page number; not together with `cursor`
         * @example 1
         */
        page?: number;
        /**
         * @description `meta.nextCursor` of the page before
         * @example AYrB3k0xQ9n2mZ7c
         */
        cursor?: string;
        /**
         * @description Ties are broken by id
         * @example desc
         */
        sortOrder?: 'asc' | 'desc';
        /**
         * @description Id or username of who did it
         * @example ann
         */
        actor?: string;
        /**
         * @description What was done
         * @example access.forbidden
         */
        action?:
          | 'access.forbidden'
          | 'access.rate-limited'
          | 'audit.list'
          | 'auth.api-key-create'
          | 'auth.api-key-revoke'
          | 'auth.email-change'
          | 'auth.email-change-request'
          | 'auth.email-verify'
          | 'auth.login'
          | 'auth.logout'
          | 'auth.logout-all'
          | 'auth.password-change'
          | 'auth.password-forgot'
          | 'auth.password-reset'
          | 'auth.recovery-code-use'
          | 'auth.recovery-codes-renew'
          | 'auth.refresh-token-reused'
          | 'auth.register'
          | 'auth.session-end'
          | 'auth.sessions-end-others'
          | 'auth.step-up'
          | 'auth.totp-disable'
          | 'auth.totp-enable'
          | 'comments.delete'
          | 'comments.hide'
          | 'comments.unhide'
          | 'posts.change'
          | 'posts.export'
          | 'posts.import'
          | 'posts.purge'
          | 'tags.merge'
          | 'tags.rename'
          | 'users.create'
          | 'users.delete'
          | 'users.edit'
          | 'users.end-sessions'
          | 'users.erase'
          | 'users.export'
          | 'users.list'
          | 'users.read'
          | 'users.reinstate'
          | 'users.restore'
          | 'users.role-change'
          | 'users.stats'
          | 'users.suspend';
        /**
         * @description The kind of what it was done to
         * @example user
         */
        targetType?: 'user' | 'session' | 'api-key' | 'post' | 'comment' | 'tag' | 'operation';
        /**
         * @description Id of what it was done to
         * @example sea
         */
        targetId?: string;
        /**
         * @description How it ended
         * @example success
         */
        outcome?: 'success' | 'failure' | 'denied';
        /**
         * @description Entered at this moment or later
         * @example 2026-11-21T09:30:00.000Z
         */
        createdAfter?: string;
        /**
         * @description Entered before this moment
         * @example 2026-11-21T09:30:00.000Z
         */
        createdBefore?: string;
        /**
         * @description The one order there is
         * @example at
         */
        sortBy?: 'at';
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of AuditEntryView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "at": "2026-11-21T09:30:00.000Z",
           *           "actor": {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "username": "ann"
           *           },
           *           "action": "access.forbidden",
           *           "target": {
           *             "type": "user",
           *             "id": "0192f0a0-0000-7000-8000-000000000001"
           *           },
           *           "outcome": "success",
           *           "ipAddress": "203.0.113.7",
           *           "userAgent": "Mozilla/5.0",
           *           "requestId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "changes": {
           *             "role": {
           *               "from": "user",
           *               "to": "moderator"
           *             }
           *           }
           *         }
           *       ],
           *       "meta": {
           *         "limit": 20,
           *         "hasNext": false,
           *         "nextCursor": null,
           *         "page": 1,
           *         "total": 1,
           *         "totalPages": 1,
           *         "totalIsExact": true,
           *         "hasPrev": false
           *       },
           *       "links": {
           *         "self": "/api/v1/posts?limit=20",
           *         "first": "/api/v1/posts?limit=20",
           *         "prev": null,
           *         "next": null,
           *         "last": null
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['AuditEntryView'][];
            meta: components['schemas']['PageMetaView'];
            links: components['schemas']['PageLinksView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['INVALID_CURSOR.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Health_all: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Well enough */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {
           *         "database": {
           *           "status": "up"
           *         }
           *       },
           *       "error": {},
           *       "details": {
           *         "database": {
           *           "status": "up"
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['HealthView'];
        };
      };
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      500: components['responses']['INTERNAL_ERROR'];
      /** @description Not well */
      503: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {
           *         "database": {
           *           "status": "up"
           *         }
           *       },
           *       "error": {},
           *       "details": {
           *         "database": {
           *           "status": "up"
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['HealthView'];
        };
      };
    };
  };
  Health_live: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Well enough */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {
           *         "database": {
           *           "status": "up"
           *         }
           *       },
           *       "error": {},
           *       "details": {
           *         "database": {
           *           "status": "up"
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['HealthView'];
        };
      };
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      500: components['responses']['INTERNAL_ERROR'];
      /** @description Not well */
      503: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {
           *         "database": {
           *           "status": "up"
           *         }
           *       },
           *       "error": {},
           *       "details": {
           *         "database": {
           *           "status": "up"
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['HealthView'];
        };
      };
    };
  };
  Health_ready: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Well enough */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {
           *         "database": {
           *           "status": "up"
           *         }
           *       },
           *       "error": {},
           *       "details": {
           *         "database": {
           *           "status": "up"
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['HealthView'];
        };
      };
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      500: components['responses']['INTERNAL_ERROR'];
      /** @description Not well */
      503: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {
           *         "database": {
           *           "status": "up"
           *         }
           *       },
           *       "error": {},
           *       "details": {
           *         "database": {
           *           "status": "up"
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['HealthView'];
        };
      };
    };
  };
  Metrics_read: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The metrics */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example # TYPE process_cpu_seconds_total counter
           *     process_cpu_seconds_total 1.5
           */
          'text/plain': string;
        };
      };
      401: components['responses']['AUTHENTICATION_REQUIRED'];
      404: components['responses']['NOT_FOUND'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Me_read: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description AccountView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "username": "ann",
           *         "name": "Ann Example",
           *         "bio": "Writes about the sea.",
           *         "avatarUrl": "https://example.com/ann",
           *         "website": "https://example.com/ann",
           *         "role": "user",
           *         "followerCount": 0,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "email": "ann@example.com",
           *         "emailVerified": true,
           *         "status": "active",
           *         "lastLoginAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['AccountView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Me_remove: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "password": "Correct-Horse-7",
         *       "code": "492039"
         *     }
         */
        'application/json': components['schemas']['EraseAccountBody'];
      };
    };
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['LAST_ADMIN'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Me_edit: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "bio": "Writes about the sea.",
         *       "code": "492039"
         *     }
         */
        'application/json': components['schemas']['EditAccountBody'];
      };
    };
    responses: {
      /** @description AccountView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "username": "ann",
           *         "name": "Ann Example",
           *         "bio": "Writes about the sea.",
           *         "avatarUrl": "https://example.com/ann",
           *         "website": "https://example.com/ann",
           *         "role": "user",
           *         "followerCount": 0,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "email": "ann@example.com",
           *         "emailVerified": true,
           *         "status": "active",
           *         "lastLoginAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['AccountView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['EMAIL_TAKEN.USERNAME_TAKEN'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Me_export: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description AccountExportView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "exportedAt": "2026-11-21T09:30:00.000Z",
           *         "profile": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "bio": null,
           *           "avatarUrl": "https://example.com/ann",
           *           "website": "https://example.com/ann",
           *           "role": "user",
           *           "email": "ann@example.com",
           *           "emailVerified": true,
           *           "followerCount": 0,
           *           "createdAt": "2026-11-21T09:30:00.000Z",
           *           "updatedAt": "2026-11-21T09:30:00.000Z",
           *           "lastLoginAt": "2026-11-21T09:30:00.000Z",
           *           "passwordChangedAt": "2026-11-21T09:30:00.000Z"
           *         },
           *         "pendingEmail": "ann@example.com",
           *         "secondFactor": {
           *           "enabled": true,
           *           "recoveryCodesLeft": 0
           *         },
           *         "sessions": [
           *           {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "userAgent": "Mozilla/5.0",
           *             "ipAddress": "203.0.113.7",
           *             "createdAt": "2026-11-21T09:30:00.000Z",
           *             "lastUsedAt": "2026-11-21T09:30:00.000Z",
           *             "expiresAt": "2026-11-21T09:30:00.000Z"
           *           }
           *         ],
           *         "apiKeys": [
           *           {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "name": "Nightly build",
           *             "scopes": [
           *               "profile:read"
           *             ],
           *             "createdAt": "2026-11-21T09:30:00.000Z",
           *             "lastUsedAt": "2026-11-21T09:30:00.000Z",
           *             "expiresAt": "2026-11-21T09:30:00.000Z"
           *           }
           *         ],
           *         "posts": [
           *           {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "slug": "hello-world",
           *             "title": "Hello, world",
           *             "excerpt": null,
           *             "content": "It *begins*.",
           *             "status": "draft",
           *             "tags": [
           *               "sea"
           *             ],
           *             "coverImageUrl": "https://example.com/ann",
           *             "externalId": null,
           *             "publishedAt": "2026-11-21T09:30:00.000Z",
           *             "publishAt": "2026-11-21T09:30:00.000Z",
           *             "createdAt": "2026-11-21T09:30:00.000Z",
           *             "updatedAt": "2026-11-21T09:30:00.000Z",
           *             "version": 1,
           *             "revisions": [
           *               {
           *                 "version": 1,
           *                 "title": "Hello, world",
           *                 "excerpt": null,
           *                 "content": "It *begins*.",
           *                 "tags": [
           *                   "sea"
           *                 ],
           *                 "editedByYou": true,
           *                 "createdAt": "2026-11-21T09:30:00.000Z"
           *               }
           *             ]
           *           }
           *         ],
           *         "comments": [
           *           {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "postId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "parentId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "content": "Well said.",
           *             "hidden": true,
           *             "deleted": true,
           *             "createdAt": "2026-11-21T09:30:00.000Z",
           *             "updatedAt": "2026-11-21T09:30:00.000Z"
           *           }
           *         ],
           *         "edits": [
           *           {
           *             "postId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "version": 1,
           *             "createdAt": "2026-11-21T09:30:00.000Z"
           *           }
           *         ],
           *         "favorites": [
           *           {
           *             "postId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "createdAt": "2026-11-21T09:30:00.000Z"
           *           }
           *         ],
           *         "following": [
           *           {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "username": "ann",
           *             "createdAt": "2026-11-21T09:30:00.000Z"
           *           }
           *         ],
           *         "followers": [
           *           {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "username": "ann",
           *             "createdAt": "2026-11-21T09:30:00.000Z"
           *           }
           *         ],
           *         "idempotencyKeys": [
           *           {
           *             "key": "import-2026-11-21-0001",
           *             "expiresAt": "2026-11-21T09:30:00.000Z"
           *           }
           *         ],
           *         "auditLog": [
           *           {
           *             "at": "2026-11-21T09:30:00.000Z",
           *             "action": "access.forbidden",
           *             "outcome": "success",
           *             "target": {
           *               "type": "user",
           *               "id": "0192f0c1-2345-7abc-8def-0123456789ab"
           *             },
           *             "byYou": true,
           *             "ipAddress": "203.0.113.7",
           *             "userAgent": "Mozilla/5.0",
           *             "changes": {}
           *           }
           *         ]
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['AccountExportView'];
          };
        };
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Accounts_count: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description StatsView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "total": 0,
           *         "byRole": {
           *           "user": 0,
           *           "moderator": 0,
           *           "admin": 0
           *         },
           *         "byStatus": {
           *           "active": 0,
           *           "suspended": 0,
           *           "deleted": 0
           *         },
           *         "signUps": [
           *           {
           *             "date": "2026-11-21",
           *             "count": 0
           *           }
           *         ],
           *         "mostActiveAuthors": [
           *           {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "username": "ann",
           *             "name": "Ann Example",
           *             "avatarUrl": "https://example.com/ann",
           *             "postCount": 0,
           *             "commentCount": 0
           *           }
           *         ]
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['StatsView'];
          };
        };
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Users_read: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path: {
        /**
         * @description Id or username
         * @example ann
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description UserView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "username": "ann",
           *         "name": "Ann Example",
           *         "bio": "Writes about the sea.",
           *         "avatarUrl": "https://example.com/ann",
           *         "website": "https://example.com/ann",
           *         "role": "user",
           *         "followerCount": 0,
           *         "createdAt": "2026-11-21T09:30:00.000Z"
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['UserView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Accounts_remove: {
    parameters: {
      query?: {
        /**
         * @description `true` erases the account for good; its posts stay under a placeholder
         * @example false
         */
        purge?: boolean;
      };
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['LAST_ADMIN'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Users_edit: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "bio": "Writes about the sea."
         *     }
         */
        'application/json': components['schemas']['EditUserBody'];
      };
    };
    responses: {
      /** @description UserView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "username": "ann",
           *         "name": "Ann Example",
           *         "bio": "Writes about the sea.",
           *         "avatarUrl": "https://example.com/ann",
           *         "website": "https://example.com/ann",
           *         "role": "user",
           *         "followerCount": 0,
           *         "createdAt": "2026-11-21T09:30:00.000Z"
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['UserView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['EMAIL_TAKEN.USERNAME_TAKEN'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Users_list: {
    parameters: {
      query?: {
        /**
         * @description Rows on a page
         * @example 20
         */
        limit?: number;
        /**
         * @description Page number; not together with `cursor`
         * @example 1
         */
        page?: number;
        /**
         * @description `meta.nextCursor` of the page before
         * @example AYrB3k0xQ9n2mZ7c
         */
        cursor?: string;
        /**
         * @description Ties are broken by id
         * @example desc
         */
        sortOrder?: 'asc' | 'desc';
        /**
         * @description Part of a name or username; for admins, of an email too
         * @example ann
         */
        search?: string;
        /**
         * @description Those who have it
         * @example user
         */
        role?: 'user' | 'moderator' | 'admin';
        /**
         * @description Deleted users are listed only when asked for
         * @example active
         */
        status?: 'active' | 'suspended' | 'deleted';
        /**
         * @description At this moment or later
         * @example 2026-11-21T09:30:00.000Z
         */
        createdAfter?: string;
        /**
         * @description Before this moment
         * @example 2026-11-21T09:30:00.000Z
         */
        createdBefore?: string;
        /**
         * @description `email` and `lastLoginAt` are for admins
         * @example createdAt
         */
        sortBy?: 'createdAt' | 'name' | 'email' | 'username' | 'lastLoginAt';
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of UserView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "bio": "Writes about the sea.",
           *           "avatarUrl": "https://example.com/ann",
           *           "website": "https://example.com/ann",
           *           "role": "user",
           *           "followerCount": 0,
           *           "createdAt": "2026-11-21T09:30:00.000Z"
           *         }
           *       ],
           *       "meta": {
           *         "limit": 20,
           *         "hasNext": false,
           *         "nextCursor": null,
           *         "page": 1,
           *         "total": 1,
           *         "totalPages": 1,
           *         "totalIsExact": true,
           *         "hasPrev": false
           *       },
           *       "links": {
           *         "self": "/api/v1/posts?limit=20",
           *         "first": "/api/v1/posts?limit=20",
           *         "prev": null,
           *         "next": null,
           *         "last": null
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['UserView'][];
            meta: components['schemas']['PageMetaView'];
            links: components['schemas']['PageLinksView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['INVALID_CURSOR.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Users_create: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "email": "ann@example.com",
         *       "username": "ann",
         *       "name": "Ann Example",
         *       "password": "Correct-Horse-7"
         *     }
         */
        'application/json': components['schemas']['CreateUserBody'];
      };
    };
    responses: {
      /** @description AccountView */
      201: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          Location: components['headers']['Location'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "username": "ann",
           *         "name": "Ann Example",
           *         "bio": "Writes about the sea.",
           *         "avatarUrl": "https://example.com/ann",
           *         "website": "https://example.com/ann",
           *         "role": "user",
           *         "followerCount": 0,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "email": "ann@example.com",
           *         "emailVerified": true,
           *         "status": "active",
           *         "lastLoginAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['AccountView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['EMAIL_TAKEN.IDEMPOTENCY_IN_PROGRESS.USERNAME_TAKEN'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Users_assignRole: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "role": "user"
         *     }
         */
        'application/json': components['schemas']['AssignRoleBody'];
      };
    };
    responses: {
      /** @description UserView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "username": "ann",
           *         "name": "Ann Example",
           *         "bio": "Writes about the sea.",
           *         "avatarUrl": "https://example.com/ann",
           *         "website": "https://example.com/ann",
           *         "role": "user",
           *         "followerCount": 0,
           *         "createdAt": "2026-11-21T09:30:00.000Z"
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['UserView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['LAST_ADMIN'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  UserActions_suspend: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "reason": "Spam"
         *     }
         */
        'application/json': components['schemas']['SuspendBody'];
      };
    };
    responses: {
      /** @description UserView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "username": "ann",
           *         "name": "Ann Example",
           *         "bio": "Writes about the sea.",
           *         "avatarUrl": "https://example.com/ann",
           *         "website": "https://example.com/ann",
           *         "role": "user",
           *         "followerCount": 0,
           *         "createdAt": "2026-11-21T09:30:00.000Z"
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['UserView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.INVALID_STATE.LAST_ADMIN'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  UserActions_reinstate: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description UserView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "username": "ann",
           *         "name": "Ann Example",
           *         "bio": "Writes about the sea.",
           *         "avatarUrl": "https://example.com/ann",
           *         "website": "https://example.com/ann",
           *         "role": "user",
           *         "followerCount": 0,
           *         "createdAt": "2026-11-21T09:30:00.000Z"
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['UserView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  UserActions_restore: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description UserView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "username": "ann",
           *         "name": "Ann Example",
           *         "bio": "Writes about the sea.",
           *         "avatarUrl": "https://example.com/ann",
           *         "website": "https://example.com/ann",
           *         "role": "user",
           *         "followerCount": 0,
           *         "createdAt": "2026-11-21T09:30:00.000Z"
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['UserView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  UserActions_endSessions: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Follows_follow: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Follows_unfollow: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Follows_list: {
    parameters: {
      query?: {
        /**
         * @description Rows on a page
         * @example 20
         */
        limit?: number;
        /**
         * @description Page number; not together with `cursor`
         * @example 1
         */
        page?: number;
        /**
         * @description `meta.nextCursor` of the page before
         * @example AYrB3k0xQ9n2mZ7c
         */
        cursor?: string;
        /**
         * @description Ties are broken by id
         * @example desc
         */
        sortOrder?: 'asc' | 'desc';
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of ProfileView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "bio": "Writes about the sea.",
           *           "avatarUrl": "https://example.com/ann",
           *           "website": "https://example.com/ann",
           *           "role": "user",
           *           "followerCount": 0,
           *           "createdAt": "2026-11-21T09:30:00.000Z"
           *         }
           *       ],
           *       "meta": {
           *         "limit": 20,
           *         "hasNext": false,
           *         "nextCursor": null,
           *         "page": 1,
           *         "total": 1,
           *         "totalPages": 1,
           *         "totalIsExact": true,
           *         "hasPrev": false
           *       },
           *       "links": {
           *         "self": "/api/v1/posts?limit=20",
           *         "first": "/api/v1/posts?limit=20",
           *         "prev": null,
           *         "next": null,
           *         "last": null
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['ProfileView'][];
            meta: components['schemas']['PageMetaView'];
            links: components['schemas']['PageLinksView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['INVALID_CURSOR.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  ApiKeys_list: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All ApiKeyView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "name": "Nightly build",
           *           "prefix": "quire_019ab0c4d2b27d3e8f4a5b6c7d8e9f01",
           *           "lastFour": "5e0f",
           *           "scopes": [
           *             "profile:read"
           *           ],
           *           "createdAt": "2026-11-21T09:30:00.000Z",
           *           "lastUsedAt": "2026-11-21T09:30:00.000Z",
           *           "expiresAt": "2026-11-21T09:30:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': {
            data: components['schemas']['ApiKeyView'][];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  ApiKeys_create: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "Nightly build",
         *       "scopes": [
         *         "profile:read"
         *       ],
         *       "code": "492039"
         *     }
         */
        'application/json': components['schemas']['CreateApiKeyBody'];
      };
    };
    responses: {
      /** @description NewApiKeyView */
      201: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          Location: components['headers']['Location'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "name": "Nightly build",
           *         "prefix": "quire_019ab0c4d2b27d3e8f4a5b6c7d8e9f01",
           *         "lastFour": "5e0f",
           *         "scopes": [
           *           "profile:read"
           *         ],
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "lastUsedAt": "2026-11-21T09:30:00.000Z",
           *         "expiresAt": "2026-11-21T09:30:00.000Z",
           *         "key": "quire_019ab0c4d2b27d3e8f4a5b6c7d8e9f01_0000000000000000000000000000000000000000000000000000000000000000_5e0f5e0f"
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['NewApiKeyView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  ApiKeys_read: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description ApiKeyView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "name": "Nightly build",
           *         "prefix": "quire_019ab0c4d2b27d3e8f4a5b6c7d8e9f01",
           *         "lastFour": "5e0f",
           *         "scopes": [
           *           "profile:read"
           *         ],
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "lastUsedAt": "2026-11-21T09:30:00.000Z",
           *         "expiresAt": "2026-11-21T09:30:00.000Z"
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['ApiKeyView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  ApiKeys_revoke: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Auth_register: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "email": "ann@example.com",
         *       "username": "ann",
         *       "password": "Correct-Horse-7"
         *     }
         */
        'application/json': components['schemas']['RegisterBody'];
      };
    };
    responses: {
      /** @description SignInView */
      201: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          Location: components['headers']['Location'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "accessToken": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTkyIn0.c2lnbmF0dXJl",
           *         "tokenType": "Bearer",
           *         "expiresIn": 900,
           *         "refreshToken": "AQGS8MEjRX",
           *         "user": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "bio": "Writes about the sea.",
           *           "avatarUrl": "https://example.com/ann",
           *           "website": "https://example.com/ann",
           *           "role": "user",
           *           "followerCount": 0,
           *           "createdAt": "2026-11-21T09:30:00.000Z",
           *           "email": "ann@example.com",
           *           "emailVerified": true,
           *           "status": "active",
           *           "lastLoginAt": "2026-11-21T09:30:00.000Z",
           *           "updatedAt": "2026-11-21T09:30:00.000Z",
           *           "version": 1
           *         }
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['SignInView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['EMAIL_TAKEN.USERNAME_TAKEN'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Auth_login: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "email": "ann@example.com",
         *       "password": "Correct-Horse-7",
         *       "code": "492039"
         *     }
         */
        'application/json': components['schemas']['LoginBody'];
      };
    };
    responses: {
      /** @description SignInView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "accessToken": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTkyIn0.c2lnbmF0dXJl",
           *         "tokenType": "Bearer",
           *         "expiresIn": 900,
           *         "refreshToken": "AQGS8MEjRX",
           *         "user": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "bio": "Writes about the sea.",
           *           "avatarUrl": "https://example.com/ann",
           *           "website": "https://example.com/ann",
           *           "role": "user",
           *           "followerCount": 0,
           *           "createdAt": "2026-11-21T09:30:00.000Z",
           *           "email": "ann@example.com",
           *           "emailVerified": true,
           *           "status": "active",
           *           "lastLoginAt": "2026-11-21T09:30:00.000Z",
           *           "updatedAt": "2026-11-21T09:30:00.000Z",
           *           "version": 1
           *         }
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['SignInView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['INVALID_CREDENTIALS.SECOND_FACTOR_REQUIRED'];
      403: components['responses']['ACCOUNT_SUSPENDED.FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Auth_changePassword: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "currentPassword": "Correct-Horse-7",
         *       "newPassword": "Correct-Horse-7",
         *       "code": "492039"
         *     }
         */
        'application/json': components['schemas']['ChangePasswordBody'];
      };
    };
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Email_verify: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "token": "kR3vQ7xwD2mZbHpEa"
         *     }
         */
        'application/json': components['schemas']['VerifyEmailBody'];
      };
    };
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['EMAIL_TAKEN'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Email_resend: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  PasswordRecovery_forgot: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "email": "ann@example.com"
         *     }
         */
        'application/json': components['schemas']['ForgotPasswordBody'];
      };
    };
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  PasswordRecovery_reset: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "token": "kR3vQ7xwD2mZbHpEa",
         *       "password": "Correct-Horse-7"
         *     }
         */
        'application/json': components['schemas']['ResetPasswordBody'];
      };
    };
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Sessions_list: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All SessionView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "userAgent": "Mozilla/5.0",
           *           "ipAddress": "203.0.113.7",
           *           "createdAt": "2026-11-21T09:30:00.000Z",
           *           "lastUsedAt": "2026-11-21T09:30:00.000Z",
           *           "expiresAt": "2026-11-21T09:30:00.000Z",
           *           "current": true
           *         }
           *       ]
           *     }
           */
          'application/json': {
            data: components['schemas']['SessionView'][];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Sessions_endOthers: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Sessions_end: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Tokens_refresh: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "refreshToken": "AQGS8MEjRX"
         *     }
         */
        'application/json': components['schemas']['RefreshTokenBody'];
      };
    };
    responses: {
      /** @description TokensView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "accessToken": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTkyIn0.c2lnbmF0dXJl",
           *         "tokenType": "Bearer",
           *         "expiresIn": 900,
           *         "refreshToken": "AQGS8MEjRX"
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['TokensView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['TOKEN_EXPIRED.TOKEN_INVALID.TOKEN_REUSED'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Tokens_logout: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "refreshToken": "AQGS8MEjRX"
         *     }
         */
        'application/json': components['schemas']['RefreshTokenBody'];
      };
    };
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Tokens_logoutAll: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Totp_show: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description TotpView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "enabled": true,
           *         "recoveryCodesLeft": 0
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['TotpView'];
          };
        };
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Totp_begin: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description TotpSetupView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
           *         "uri": "otpauth://totp/Quire:ann%40example.com?issuer=Quire&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['TotpSetupView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Totp_disable: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "password": "Correct-Horse-7",
         *       "code": "492039"
         *     }
         */
        'application/json': components['schemas']['TotpProofBody'];
      };
    };
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Totp_confirm: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "code": "492039"
         *     }
         */
        'application/json': components['schemas']['ConfirmTotpBody'];
      };
    };
    responses: {
      /** @description RecoveryCodesView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "recoveryCodes": [
           *           "k3vq-7xwd-2mzb-hpea"
           *         ]
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['RecoveryCodesView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Totp_renewRecoveryCodes: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "password": "Correct-Horse-7",
         *       "code": "492039"
         *     }
         */
        'application/json': components['schemas']['TotpProofBody'];
      };
    };
    responses: {
      /** @description RecoveryCodesView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "recoveryCodes": [
           *           "k3vq-7xwd-2mzb-hpea"
           *         ]
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['RecoveryCodesView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  FollowingFeed_list: {
    parameters: {
      query?: {
        /**
         * @description Rows on a page
         * @example 20
         */
        limit?: number;
        /**
         * @description Page number; not together with `cursor`
         * @example 1
         */
        page?: number;
        /**
         * @description `meta.nextCursor` of the page before
         * @example AYrB3k0xQ9n2mZ7c
         */
        cursor?: string;
        /**
         * @description Ties are broken by id
         * @example desc
         */
        sortOrder?: 'asc' | 'desc';
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of PostListItemView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "slug": "hello-world",
           *           "title": "Hello, world",
           *           "excerpt": "It begins.",
           *           "contentFormat": "markdown",
           *           "status": "published",
           *           "tags": [
           *             "sea"
           *           ],
           *           "author": {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "username": "ann",
           *             "name": "Ann Example",
           *             "avatarUrl": "https://example.com/ann"
           *           },
           *           "coverImageUrl": "https://example.com/ann",
           *           "readingTimeMinutes": 1,
           *           "commentCount": 0,
           *           "favoriteCount": 0,
           *           "publishedAt": "2026-11-21T09:30:00.000Z",
           *           "publishAt": null,
           *           "createdAt": "2026-11-21T09:30:00.000Z",
           *           "updatedAt": "2026-11-21T09:30:00.000Z",
           *           "version": 1
           *         }
           *       ],
           *       "meta": {
           *         "limit": 20,
           *         "hasNext": false,
           *         "nextCursor": null,
           *         "page": 1,
           *         "total": 1,
           *         "totalPages": 1,
           *         "totalIsExact": true,
           *         "hasPrev": false
           *       },
           *       "links": {
           *         "self": "/api/v1/posts?limit=20",
           *         "first": "/api/v1/posts?limit=20",
           *         "prev": null,
           *         "next": null,
           *         "last": null
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostListItemView'][];
            meta: components['schemas']['PageMetaView'];
            links: components['schemas']['PageLinksView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['INVALID_CURSOR.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Favorites_add: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Favorites_remove: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Favorites_list: {
    parameters: {
      query?: {
        /**
         * @description Rows on a page
         * @example 20
         */
        limit?: number;
        /**
         * @description Page number; not together with `cursor`
         * @example 1
         */
        page?: number;
        /**
         * @description `meta.nextCursor` of the page before
         * @example AYrB3k0xQ9n2mZ7c
         */
        cursor?: string;
        /**
         * @description Ties are broken by id
         * @example desc
         */
        sortOrder?: 'asc' | 'desc';
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of PostListItemView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "slug": "hello-world",
           *           "title": "Hello, world",
           *           "excerpt": "It begins.",
           *           "contentFormat": "markdown",
           *           "status": "published",
           *           "tags": [
           *             "sea"
           *           ],
           *           "author": {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "username": "ann",
           *             "name": "Ann Example",
           *             "avatarUrl": "https://example.com/ann"
           *           },
           *           "coverImageUrl": "https://example.com/ann",
           *           "readingTimeMinutes": 1,
           *           "commentCount": 0,
           *           "favoriteCount": 0,
           *           "publishedAt": "2026-11-21T09:30:00.000Z",
           *           "publishAt": null,
           *           "createdAt": "2026-11-21T09:30:00.000Z",
           *           "updatedAt": "2026-11-21T09:30:00.000Z",
           *           "version": 1
           *         }
           *       ],
           *       "meta": {
           *         "limit": 20,
           *         "hasNext": false,
           *         "nextCursor": null,
           *         "page": 1,
           *         "total": 1,
           *         "totalPages": 1,
           *         "totalIsExact": true,
           *         "hasPrev": false
           *       },
           *       "links": {
           *         "self": "/api/v1/posts?limit=20",
           *         "first": "/api/v1/posts?limit=20",
           *         "prev": null,
           *         "next": null,
           *         "last": null
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostListItemView'][];
            meta: components['schemas']['PageMetaView'];
            links: components['schemas']['PageLinksView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['INVALID_CURSOR.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Suggestions_suggest: {
    parameters: {
      query: {
        /**
         * @description What the title begins with
         * @example hell
         */
        q: string;
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All SuggestionView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "slug": "hello-world",
           *           "title": "Hello, world"
           *         }
           *       ]
           *     }
           */
          'application/json': {
            data: components['schemas']['SuggestionView'][];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Posts_list: {
    parameters: {
      query?: {
        /**
         * @description Rows on a page
         * @example 20
         */
        limit?: number;
        /**
         * @description Page number; not together with `cursor`
         * @example 1
         */
        page?: number;
        /**
         * @description `meta.nextCursor` of the page before
         * @example AYrB3k0xQ9n2mZ7c
         */
        cursor?: string;
        /**
         * @description Ties are broken by id
         * @example desc
         */
        sortOrder?: 'asc' | 'desc';
        /**
         * @description Full-text search, whatever the accents: `"a phrase"`, `-without`, `this or that`. When no post has the words, those with the words of titles that come closest are shown, and `meta.corrected` is true. Words with `+`, `#` or `%`, such as C++, are looked for in the newest 500 hits for the rest of them; symbols and stop words alone in the titles of the newest 2 000 posts. A phrase whose words very many posts have is looked for in the newest 10 000 or so of these
         * @example sea -storm
         */
        q?: string;
        /**
         * @description Slug or name of a tag
         * @example sea
         */
        tag?: string;
        /**
         * @description Shows only what the caller may see: all but published posts to their authors, moderators and admins, to others an empty list; `trashed` those that lie in the trash
         * @example draft
         */
        status?: 'draft' | 'scheduled' | 'published' | 'archived' | 'trashed';
        /**
         * @description At this moment or later
         * @example 2026-11-21T09:30:00.000Z
         */
        publishedAfter?: string;
        /**
         * @description Before this moment
         * @example 2026-11-21T09:30:00.000Z
         */
        publishedBefore?: string;
        /**
         * @description `relevance` with `q`, else `publishedAt`, where posts that were never published count as the newest; with `status=scheduled` the time at which they go live. `relevance` needs `q` and ranks the newest 2 000 hits, and of those that have the words in their contents alone the newest 200
         * @example publishedAt
         */
        sortBy?: 'publishedAt' | 'createdAt' | 'updatedAt' | 'title' | 'relevance';
        /**
         * @description Id or username
         * @example ann
         */
        author?: string;
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of PostListItemView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "slug": "hello-world",
           *           "title": "Hello, world",
           *           "excerpt": "It begins.",
           *           "contentFormat": "markdown",
           *           "status": "published",
           *           "tags": [
           *             "sea"
           *           ],
           *           "author": {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "username": "ann",
           *             "name": "Ann Example",
           *             "avatarUrl": "https://example.com/ann"
           *           },
           *           "coverImageUrl": "https://example.com/ann",
           *           "readingTimeMinutes": 1,
           *           "commentCount": 0,
           *           "favoriteCount": 0,
           *           "publishedAt": "2026-11-21T09:30:00.000Z",
           *           "publishAt": null,
           *           "createdAt": "2026-11-21T09:30:00.000Z",
           *           "updatedAt": "2026-11-21T09:30:00.000Z",
           *           "version": 1
           *         }
           *       ],
           *       "meta": {
           *         "limit": 20,
           *         "hasNext": false,
           *         "nextCursor": null,
           *         "page": 1,
           *         "total": 1,
           *         "totalPages": 1,
           *         "totalIsExact": true,
           *         "hasPrev": false
           *       },
           *       "links": {
           *         "self": "/api/v1/posts?limit=20",
           *         "first": "/api/v1/posts?limit=20",
           *         "prev": null,
           *         "next": null,
           *         "last": null
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostListItemView'][];
            meta: components['schemas']['PageMetaView'];
            links: components['schemas']['PageLinksView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['INVALID_CURSOR.VALIDATION_ERROR'];
      401: components['responses']['TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Posts_create: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "title": "Hello, world",
         *       "content": "It *begins*.",
         *       "tags": [
         *         "sea"
         *       ]
         *     }
         */
        'application/json': components['schemas']['CreatePost'];
      };
    };
    responses: {
      /** @description PostView */
      201: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          Location: components['headers']['Location'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "slug": "hello-world",
           *         "title": "Hello, world",
           *         "excerpt": "It begins.",
           *         "contentFormat": "markdown",
           *         "status": "published",
           *         "tags": [
           *           "sea"
           *         ],
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "coverImageUrl": "https://example.com/ann",
           *         "readingTimeMinutes": 1,
           *         "commentCount": 0,
           *         "favoriteCount": 0,
           *         "publishedAt": "2026-11-21T09:30:00.000Z",
           *         "publishAt": null,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1,
           *         "content": "It *begins*."
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['EMAIL_NOT_VERIFIED.FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.SLUG_TAKEN'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Posts_read: {
    parameters: {
      query?: {
        /**
         * @description Adds `contentHtml`
         * @example html
         */
        render?: 'html';
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path: {
        /**
         * @description Id or slug
         * @example hello-world
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description PostView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "slug": "hello-world",
           *         "title": "Hello, world",
           *         "excerpt": "It begins.",
           *         "contentFormat": "markdown",
           *         "status": "published",
           *         "tags": [
           *           "sea"
           *         ],
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "coverImageUrl": "https://example.com/ann",
           *         "readingTimeMinutes": 1,
           *         "commentCount": 0,
           *         "favoriteCount": 0,
           *         "publishedAt": "2026-11-21T09:30:00.000Z",
           *         "publishAt": null,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1,
           *         "content": "It *begins*."
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The slug is an old one; `Location` has the new one */
      308: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          'Cache-Status': components['headers']['Cache-Status'];
          Location: components['headers']['Location'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Posts_remove: {
    parameters: {
      query?: {
        /**
         * @description `true` removes the post for good, which admins may
         * @example false
         */
        purge?: boolean;
      };
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Posts_edit: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "title": "Hello, world",
         *       "content": "It *begins*.",
         *       "tags": [
         *         "sea"
         *       ]
         *     }
         */
        'application/json': components['schemas']['EditPost'];
      };
    };
    responses: {
      /** @description PostView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "slug": "hello-world",
           *         "title": "Hello, world",
           *         "excerpt": "It begins.",
           *         "contentFormat": "markdown",
           *         "status": "published",
           *         "tags": [
           *           "sea"
           *         ],
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "coverImageUrl": "https://example.com/ann",
           *         "readingTimeMinutes": 1,
           *         "commentCount": 0,
           *         "favoriteCount": 0,
           *         "publishedAt": "2026-11-21T09:30:00.000Z",
           *         "publishAt": null,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1,
           *         "content": "It *begins*."
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['EMAIL_NOT_VERIFIED.FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['SLUG_TAKEN'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Posts_restore: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description PostView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "slug": "hello-world",
           *         "title": "Hello, world",
           *         "excerpt": "It begins.",
           *         "contentFormat": "markdown",
           *         "status": "published",
           *         "tags": [
           *           "sea"
           *         ],
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "coverImageUrl": "https://example.com/ann",
           *         "readingTimeMinutes": 1,
           *         "commentCount": 0,
           *         "favoriteCount": 0,
           *         "publishedAt": "2026-11-21T09:30:00.000Z",
           *         "publishAt": null,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1,
           *         "content": "It *begins*."
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['EMAIL_NOT_VERIFIED.FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Posts_publish: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /** @example {} */
        'application/json': components['schemas']['PublishPost'];
      };
    };
    responses: {
      /** @description PostView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "slug": "hello-world",
           *         "title": "Hello, world",
           *         "excerpt": "It begins.",
           *         "contentFormat": "markdown",
           *         "status": "published",
           *         "tags": [
           *           "sea"
           *         ],
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "coverImageUrl": "https://example.com/ann",
           *         "readingTimeMinutes": 1,
           *         "commentCount": 0,
           *         "favoriteCount": 0,
           *         "publishedAt": "2026-11-21T09:30:00.000Z",
           *         "publishAt": null,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1,
           *         "content": "It *begins*."
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['EMAIL_NOT_VERIFIED.FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.INVALID_STATE'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Posts_unpublish: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description PostView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "slug": "hello-world",
           *         "title": "Hello, world",
           *         "excerpt": "It begins.",
           *         "contentFormat": "markdown",
           *         "status": "published",
           *         "tags": [
           *           "sea"
           *         ],
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "coverImageUrl": "https://example.com/ann",
           *         "readingTimeMinutes": 1,
           *         "commentCount": 0,
           *         "favoriteCount": 0,
           *         "publishedAt": "2026-11-21T09:30:00.000Z",
           *         "publishAt": null,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1,
           *         "content": "It *begins*."
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.INVALID_STATE'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Posts_archive: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description PostView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "slug": "hello-world",
           *         "title": "Hello, world",
           *         "excerpt": "It begins.",
           *         "contentFormat": "markdown",
           *         "status": "published",
           *         "tags": [
           *           "sea"
           *         ],
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "coverImageUrl": "https://example.com/ann",
           *         "readingTimeMinutes": 1,
           *         "commentCount": 0,
           *         "favoriteCount": 0,
           *         "publishedAt": "2026-11-21T09:30:00.000Z",
           *         "publishAt": null,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1,
           *         "content": "It *begins*."
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.INVALID_STATE'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  AuthorPosts_list: {
    parameters: {
      query?: {
        /**
         * @description Rows on a page
         * @example 20
         */
        limit?: number;
        /**
         * @description Page number; not together with `cursor`
         * @example 1
         */
        page?: number;
        /**
         * @description `meta.nextCursor` of the page before
         * @example AYrB3k0xQ9n2mZ7c
         */
        cursor?: string;
        /**
         * @description Ties are broken by id
         * @example desc
         */
        sortOrder?: 'asc' | 'desc';
        /**
         * @description Full-text search, whatever the accents: `"a phrase"`, `-without`, `this or that`. When no post has the words, those with the words of titles that come closest are shown, and `meta.corrected` is true. Words with `+`, `#` or `%`, such as C++, are looked for in the newest 500 hits for the rest of them; symbols and stop words alone in the titles of the newest 2 000 posts. A phrase whose words very many posts have is looked for in the newest 10 000 or so of these
         * @example sea -storm
         */
        q?: string;
        /**
         * @description Slug or name of a tag
         * @example sea
         */
        tag?: string;
        /**
         * @description Shows only what the caller may see: all but published posts to their authors, moderators and admins, to others an empty list; `trashed` those that lie in the trash
         * @example draft
         */
        status?: 'draft' | 'scheduled' | 'published' | 'archived' | 'trashed';
        /**
         * @description At this moment or later
         * @example 2026-11-21T09:30:00.000Z
         */
        publishedAfter?: string;
        /**
         * @description Before this moment
         * @example 2026-11-21T09:30:00.000Z
         */
        publishedBefore?: string;
        /**
         * @description `relevance` with `q`, else `publishedAt`, where posts that were never published count as the newest; with `status=scheduled` the time at which they go live. `relevance` needs `q` and ranks the newest 2 000 hits, and of those that have the words in their contents alone the newest 200
         * @example publishedAt
         */
        sortBy?: 'publishedAt' | 'createdAt' | 'updatedAt' | 'title' | 'relevance';
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path: {
        /**
         * @description Id or username
         * @example ann
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of PostListItemView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "slug": "hello-world",
           *           "title": "Hello, world",
           *           "excerpt": "It begins.",
           *           "contentFormat": "markdown",
           *           "status": "published",
           *           "tags": [
           *             "sea"
           *           ],
           *           "author": {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "username": "ann",
           *             "name": "Ann Example",
           *             "avatarUrl": "https://example.com/ann"
           *           },
           *           "coverImageUrl": "https://example.com/ann",
           *           "readingTimeMinutes": 1,
           *           "commentCount": 0,
           *           "favoriteCount": 0,
           *           "publishedAt": "2026-11-21T09:30:00.000Z",
           *           "publishAt": null,
           *           "createdAt": "2026-11-21T09:30:00.000Z",
           *           "updatedAt": "2026-11-21T09:30:00.000Z",
           *           "version": 1
           *         }
           *       ],
           *       "meta": {
           *         "limit": 20,
           *         "hasNext": false,
           *         "nextCursor": null,
           *         "page": 1,
           *         "total": 1,
           *         "totalPages": 1,
           *         "totalIsExact": true,
           *         "hasPrev": false
           *       },
           *       "links": {
           *         "self": "/api/v1/posts?limit=20",
           *         "first": "/api/v1/posts?limit=20",
           *         "prev": null,
           *         "next": null,
           *         "last": null
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostListItemView'][];
            meta: components['schemas']['PageMetaView'];
            links: components['schemas']['PageLinksView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['INVALID_CURSOR.VALIDATION_ERROR'];
      401: components['responses']['TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Tags_list: {
    parameters: {
      query?: {
        /**
         * @description Rows on a page
         * @example 20
         */
        limit?: number;
        /**
         * @description Page number; not together with `cursor`
         * @example 1
         */
        page?: number;
        /**
         * @description `meta.nextCursor` of the page before
         * @example AYrB3k0xQ9n2mZ7c
         */
        cursor?: string;
        /**
         * @description Ties are broken by id
         * @example desc
         */
        sortOrder?: 'asc' | 'desc';
        /**
         * @description `count`: how many published posts have it
         * @example count
         */
        sortBy?: 'count' | 'name';
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of TagView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "name": "Sea",
           *           "slug": "sea",
           *           "count": 0
           *         }
           *       ],
           *       "meta": {
           *         "limit": 20,
           *         "hasNext": false,
           *         "nextCursor": null,
           *         "page": 1,
           *         "total": 1,
           *         "totalPages": 1,
           *         "totalIsExact": true,
           *         "hasPrev": false
           *       },
           *       "links": {
           *         "self": "/api/v1/posts?limit=20",
           *         "first": "/api/v1/posts?limit=20",
           *         "prev": null,
           *         "next": null,
           *         "last": null
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['TagView'][];
            meta: components['schemas']['PageMetaView'];
            links: components['schemas']['PageLinksView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['INVALID_CURSOR.VALIDATION_ERROR'];
      401: components['responses']['TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Tags_read: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path: {
        /**
         * @description Slug, the present one or an older one
         * @example node-js
         */
        slug: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description TagView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "name": "Sea",
           *         "slug": "sea",
           *         "count": 0
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['TagView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The slug is an old one; `Location` has the new one */
      308: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          'Cache-Status': components['headers']['Cache-Status'];
          Location: components['headers']['Location'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Tags_rename: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
      };
      path: {
        /**
         * @description Slug, the present one or an older one
         * @example node-js
         */
        slug: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "Sea"
         *     }
         */
        'application/json': components['schemas']['RenameTag'];
      };
    };
    responses: {
      /** @description TagView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "name": "Sea",
           *         "slug": "sea",
           *         "count": 0
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['TagView'];
          };
        };
      };
      /** @description The slug is an old one; `Location` has the new one */
      308: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          Location: components['headers']['Location'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['TAG_TAKEN'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Tags_merge: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Slug, the present one or an older one
         * @example node-js
         */
        slug: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "into": "sea"
         *     }
         */
        'application/json': components['schemas']['MergeTag'];
      };
    };
    responses: {
      /** @description TagView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "name": "Sea",
           *         "slug": "sea",
           *         "count": 0
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['TagView'];
          };
        };
      };
      /** @description The slug is an old one; `Location` has the new one */
      308: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          Location: components['headers']['Location'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Revisions_list: {
    parameters: {
      query?: {
        /**
         * @description Rows on a page
         * @example 20
         */
        limit?: number;
        /**
         * @description Page number; not together with `cursor`
         * @example 1
         */
        page?: number;
        /**
         * @description `meta.nextCursor` of the page before
         * @example AYrB3k0xQ9n2mZ7c
         */
        cursor?: string;
        /**
         * @description Ties are broken by id
         * @example desc
         */
        sortOrder?: 'asc' | 'desc';
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of RevisionSummaryView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "version": 1,
           *           "title": "Hello, world",
           *           "excerpt": null,
           *           "tags": [
           *             "sea"
           *           ],
           *           "editedBy": {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "username": "ann",
           *             "name": "Ann Example",
           *             "avatarUrl": "https://example.com/ann"
           *           },
           *           "createdAt": "2026-11-21T09:30:00.000Z"
           *         }
           *       ],
           *       "meta": {
           *         "limit": 20,
           *         "hasNext": false,
           *         "nextCursor": null,
           *         "page": 1,
           *         "total": 1,
           *         "totalPages": 1,
           *         "totalIsExact": true,
           *         "hasPrev": false
           *       },
           *       "links": {
           *         "self": "/api/v1/posts?limit=20",
           *         "first": "/api/v1/posts?limit=20",
           *         "prev": null,
           *         "next": null,
           *         "last": null
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['RevisionSummaryView'][];
            meta: components['schemas']['PageMetaView'];
            links: components['schemas']['PageLinksView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['INVALID_CURSOR.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Revisions_read: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
        /**
         * @description Version of the post that the change led to
         * @example 1
         */
        version: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description RevisionView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "version": 1,
           *         "title": "Hello, world",
           *         "excerpt": null,
           *         "tags": [
           *           "sea"
           *         ],
           *         "editedBy": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "content": "It *begins*."
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['RevisionView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Revisions_diff: {
    parameters: {
      query?: {
        /**
         * @description Version of another revision of the post; the one before when it is left out
         * @example 1
         */
        against?: number;
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
        /**
         * @description Version of the post that the change led to
         * @example 1
         */
        version: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description RevisionDiffView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "version": 1,
           *         "against": 1,
           *         "title": {
           *           "from": "Hello, world",
           *           "to": "Hello, world"
           *         },
           *         "excerpt": {
           *           "from": null,
           *           "to": null
           *         },
           *         "tags": {
           *           "from": [
           *             "sea"
           *           ],
           *           "to": [
           *             "sea"
           *           ],
           *           "added": [
           *             "sea"
           *           ],
           *           "removed": [
           *             "sea"
           *           ]
           *         },
           *         "content": {
           *           "hunks": [
           *             {
           *               "oldStart": 0,
           *               "oldLines": 0,
           *               "newStart": 0,
           *               "newLines": 0,
           *               "lines": [
           *                 "+It *begins*."
           *               ]
           *             }
           *           ],
           *           "patch": null,
           *           "isWhole": false
           *         }
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['RevisionDiffView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Revisions_restore: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
        /**
         * @description Version of the post that the change led to
         * @example 1
         */
        version: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description PostView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "slug": "hello-world",
           *         "title": "Hello, world",
           *         "excerpt": "It begins.",
           *         "contentFormat": "markdown",
           *         "status": "published",
           *         "tags": [
           *           "sea"
           *         ],
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "coverImageUrl": "https://example.com/ann",
           *         "readingTimeMinutes": 1,
           *         "commentCount": 0,
           *         "favoriteCount": 0,
           *         "publishedAt": "2026-11-21T09:30:00.000Z",
           *         "publishAt": null,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1,
           *         "content": "It *begins*."
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['PostView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['EMAIL_NOT_VERIFIED.FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Bulk_import: {
    parameters: {
      query?: {
        /**
         * @description `true` tells what would come of the lines, and changes nothing
         * @example false
         */
        dryRun?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description A post on each line */
    requestBody: {
      content: {
        /**
         * @example {
         *       "title": "Hello, world",
         *       "content": "It *begins*.",
         *       "tags": [
         *         "sea"
         *       ],
         *       "externalId": "wordpress-4711"
         *     }
         */
        'application/x-ndjson': components['schemas']['ImportLineInput'];
      };
    };
    responses: {
      /** @description ImportReportView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "accepted": 2,
           *         "refused": 0,
           *         "errors": [
           *           {
           *             "field": "tags[2]",
           *             "code": "length",
           *             "message": "title must be at most 200 characters",
           *             "line": 1
           *           }
           *         ]
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['ImportReportView'];
          };
        };
      };
      400: components['responses']['BAD_REQUEST.MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['EMAIL_NOT_VERIFIED.FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      408: components['responses']['REQUEST_TIMEOUT'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Bulk_export: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One ImportLineInput on each line */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "title": "Hello, world",
           *       "content": "It *begins*.",
           *       "tags": [
           *         "sea"
           *       ],
           *       "externalId": "wordpress-4711"
           *     }
           */
          'application/x-ndjson': components['schemas']['ImportLineInput'];
        };
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  PostComments_list: {
    parameters: {
      query?: {
        /**
         * @description Rows on a page
         * @example 20
         */
        limit?: number;
        /**
         * @description Page number; not together with `cursor`
         * @example 1
         */
        page?: number;
        /**
         * @description `meta.nextCursor` of the page before
         * @example AYrB3k0xQ9n2mZ7c
         */
        cursor?: string;
        /**
         * @description Oldest first, so that a comment comes before its replies; ties are broken by id
         * @example asc
         */
        sortOrder?: 'asc' | 'desc';
        /**
         * @description The replies to one comment; `none`: comments that are no replies; without it, all of both
         * @example none
         */
        parentId?: string;
        /**
         * @description The one order there is
         * @example createdAt
         */
        sortBy?: 'createdAt';
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of CommentView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "postId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "parentId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "content": "Well said.",
           *           "author": {
           *             "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *             "username": "ann",
           *             "name": "Ann Example",
           *             "avatarUrl": "https://example.com/ann"
           *           },
           *           "hidden": false,
           *           "deleted": false,
           *           "createdAt": "2026-11-21T09:30:00.000Z",
           *           "updatedAt": "2026-11-21T09:30:00.000Z",
           *           "version": 1
           *         }
           *       ],
           *       "meta": {
           *         "limit": 20,
           *         "hasNext": false,
           *         "nextCursor": null,
           *         "page": 1,
           *         "total": 1,
           *         "totalPages": 1,
           *         "totalIsExact": true,
           *         "hasPrev": false
           *       },
           *       "links": {
           *         "self": "/api/v1/posts?limit=20",
           *         "first": "/api/v1/posts?limit=20",
           *         "prev": null,
           *         "next": null,
           *         "last": null
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['CommentView'][];
            meta: components['schemas']['PageMetaView'];
            links: components['schemas']['PageLinksView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['INVALID_CURSOR.VALIDATION_ERROR'];
      401: components['responses']['TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  PostComments_create: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "content": "Well said."
         *     }
         */
        'application/json': components['schemas']['CreateComment'];
      };
    };
    responses: {
      /** @description CommentView */
      201: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          Location: components['headers']['Location'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "postId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "parentId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "content": "Well said.",
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "hidden": false,
           *         "deleted": false,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['CommentView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['EMAIL_NOT_VERIFIED.FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Comments_read: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description CommentView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "postId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "parentId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "content": "Well said.",
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "hidden": false,
           *         "deleted": false,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['CommentView'];
          };
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      401: components['responses']['TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Comments_remove: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['INVALID_STATE'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Comments_edit: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The ETag that the change is based on; another version is 412
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-Match'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "content": "Well said."
         *     }
         */
        'application/json': components['schemas']['EditComment'];
      };
    };
    responses: {
      /** @description CommentView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "postId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "parentId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "content": "Well said.",
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "hidden": false,
           *         "deleted": false,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['CommentView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['EMAIL_NOT_VERIFIED.FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['INVALID_STATE'];
      412: components['responses']['PRECONDITION_FAILED'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Comments_hide: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "reason": "Off topic"
         *     }
         */
        'application/json': components['schemas']['HideComment'];
      };
    };
    responses: {
      /** @description CommentView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "postId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "parentId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "content": "Well said.",
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "hidden": false,
           *         "deleted": false,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['CommentView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Comments_unhide: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes a retry safe for 24 h
         * @example import-2026-11-21-0001
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of what the path names
         * @example 0192f0c1-2345-7abc-8def-0123456789ab
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description CommentView */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": {
           *         "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "postId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "parentId": "0192f0c1-2345-7abc-8def-0123456789ab",
           *         "content": "Well said.",
           *         "author": {
           *           "id": "0192f0c1-2345-7abc-8def-0123456789ab",
           *           "username": "ann",
           *           "name": "Ann Example",
           *           "avatarUrl": "https://example.com/ann"
           *         },
           *         "hidden": false,
           *         "deleted": false,
           *         "createdAt": "2026-11-21T09:30:00.000Z",
           *         "updatedAt": "2026-11-21T09:30:00.000Z",
           *         "version": 1
           *       }
           *     }
           */
          'application/json': {
            data: components['schemas']['CommentView'];
          };
        };
      };
      400: components['responses']['MALFORMED_JSON.VALIDATION_ERROR'];
      401: components['responses']['AUTHENTICATION_REQUIRED.TOKEN_EXPIRED.TOKEN_INVALID'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['NOT_FOUND'];
      406: components['responses']['NOT_ACCEPTABLE'];
      409: components['responses']['IDEMPOTENCY_IN_PROGRESS.INVALID_STATE'];
      413: components['responses']['PAYLOAD_TOO_LARGE'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      422: components['responses']['IDEMPOTENCY_KEY_REUSED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Feeds_rss: {
    parameters: {
      query?: {
        /**
         * @description Slug or name of a tag
         * @example sea
         */
        tag?: string;
        /**
         * @description Id or username
         * @example ann
         */
        author?: string;
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description RSS 2.0 */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /** @example <?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Quire</title></channel></rss> */
          'application/rss+xml': string;
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      404: components['responses']['NOT_FOUND'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Feeds_json: {
    parameters: {
      query?: {
        /**
         * @description Slug or name of a tag
         * @example sea
         */
        tag?: string;
        /**
         * @description Id or username
         * @example ann
         */
        author?: string;
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description JSON Feed 1.1 */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "version": "https://jsonfeed.org/version/1.1",
           *       "title": "Quire",
           *       "home_page_url": "https://example.com/ann",
           *       "feed_url": "https://example.com/ann",
           *       "items": [
           *         {
           *           "id": "urn:uuid:0192f0c1-2345-7abc-8def-0123456789ab",
           *           "url": "https://example.com/ann",
           *           "title": "Hello, world",
           *           "content_html": "<p>It <em>begins</em>.</p>",
           *           "date_published": "2026-11-21T09:30:00.000Z",
           *           "date_modified": "2026-11-21T09:30:00.000Z",
           *           "authors": [
           *             {
           *               "name": "Ann Example"
           *             }
           *           ],
           *           "tags": [
           *             "sea"
           *           ]
           *         }
           *       ]
           *     }
           */
          'application/feed+json': components['schemas']['JsonFeedView'];
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      404: components['responses']['NOT_FOUND'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
  Feeds_sitemap: {
    parameters: {
      query?: {
        /**
         * @description One of those that the index lists
         * @example 1
         */
        page?: number;
      };
      header?: {
        /**
         * @description ETags that the caller holds; a match is 304
         * @example "3.kP3v0dJ2m9QwXy1A"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Sitemap 0.9, or an index of sitemaps */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content: {
          /** @example <?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset> */
          'application/xml': string;
        };
      };
      /** @description Not modified */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'X-Correlation-Id': components['headers']['X-Correlation-Id'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Access-Control-Allow-Origin': components['headers']['Access-Control-Allow-Origin'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          RateLimit: components['headers']['RateLimit'];
          ETag: components['headers']['ETag'];
          'Cache-Status': components['headers']['Cache-Status'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['VALIDATION_ERROR'];
      404: components['responses']['NOT_FOUND'];
      414: components['responses']['URI_TOO_LONG'];
      415: components['responses']['UNSUPPORTED_MEDIA_TYPE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_ERROR'];
      503: components['responses']['SERVICE_UNAVAILABLE'];
    };
  };
}
