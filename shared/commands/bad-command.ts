/** A person's mistake: told to that person, retried by nobody, paging nobody. */
export class BadCommand extends Error {
  override readonly name = 'BadCommand'
}
