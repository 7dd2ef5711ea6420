/** An EventBridge pattern, as far as Longshore uses them. */
export interface EventPattern {
  readonly source: readonly string[]
  readonly 'detail-type': readonly string[]
  readonly account?: readonly string[]
  readonly region?: readonly string[]
  readonly resources?: readonly Match[]
  readonly detail: Readonly<Record<string, readonly (Match | Fields)[] | Fields>>
}

/** Fields below a field, each with its alternatives. */
type Fields = Readonly<Record<string, readonly Match[]>>

/** One alternative for a field. */
export type Match = string | { readonly prefix: string } | { readonly 'anything-but': string }

/**
 * AWS takes 2,048 characters a pattern; lists inside are cut to a budget that leaves room for the rest of it.
 * `{"prefix":""},` is what a prefix costs beyond itself, the dearest an entry can be.
 */
export const listBudget = 1400
export const matchOverhead = '{"prefix":""},'.length
