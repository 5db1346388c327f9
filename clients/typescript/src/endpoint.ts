/** One line of the generated table: all that is known of an endpoint when the client runs. */
export type Endpoint = {
  /** Where its method is, `users.me.sessions.list`. */
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v1, parameters as {name}. */
  path: string;
  /** How many parameters the path has. */
  params?: number;
  /** What else the method takes; `empty` sends `{}`. */
  input?: 'body' | 'query' | 'empty';
  /** A POST that changes nothing, so that it can be repeated. */
  readOnly?: true;
  /** Answers a list. */
  list?: true;
  /** The browser goes there by itself. */
  redirect?: true;
  /** Needs no token, and gets none. */
  anonymous?: true;
};
