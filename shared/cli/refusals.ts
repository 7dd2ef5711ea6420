/** The command line was called wrongly; the message says how it is called. */
export class CalledWrongly extends Error {
  override readonly name = 'CalledWrongly'
}

/** AWS, or the stack in it, cannot be asked: no credentials, no such stack, another region. The message says what to set. */
export class CannotAsk extends Error {
  override readonly name = 'CannotAsk'
}

/** What was asked for is refused, or is not as it must be: a finding, not a fault of the call. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
