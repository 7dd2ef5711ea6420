/** Something in the table cannot be read: written by a newer version, or not by Longshore. Nothing was overwritten. */
export class StoredUnreadable extends Error {
  override name = 'StoredUnreadable' as const

  constructor(what: string, why: string, options?: ErrorOptions) {
    super(
      `Cannot read ${what}: ${why}. Deploy the version of Longshore that wrote it, or remove the item from the table.`,
      options,
    )
  }
}

/** Parses JSON from an item's attribute. Throws {@link StoredUnreadable}. */
export function parseStored(what: string, body: string | undefined): unknown {
  if (body === undefined) throw new StoredUnreadable(what, 'the attribute body is missing')
  try {
    return JSON.parse(body)
  } catch (error) {
    throw new StoredUnreadable(what, 'the attribute body is no JSON', { cause: error })
  }
}

/** JSON of an item that can be made anew: undefined for what cannot be read. */
export function jsonOrNothing(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '')
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
