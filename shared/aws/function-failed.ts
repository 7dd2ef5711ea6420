/** A function was asked and refused, or broke: in its own words. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed'
  /** What it calls its error; `BadCommand` is a person's mistake. */
  readonly type: string

  constructor(message: string, type: string) {
    super(message)
    this.type = type
  }
}
