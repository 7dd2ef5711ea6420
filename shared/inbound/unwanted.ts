import type * as z from 'zod/mini'

/** Something that is nobody's work here (`ignored`), or not what it should be (`refused`); `why` goes into one log line. */
export interface Ignored {
  readonly kind: 'ignored'
  readonly why: string
}

export interface Refused {
  readonly kind: 'refused'
  readonly why: string
}

export function ignore(why: string): Ignored {
  return { kind: 'ignored', why }
}

/** Names the first field that is missing or wrong, never its value: what is refused may be anything. */
export function refuseShape(what: string, error: z.core.$ZodError): Refused {
  const [issue] = error.issues
  const path = issue?.path.map(String).join('.')
  return { kind: 'refused', why: path ? `${what}: ${path} is missing or wrong` : `${what}: not an object` }
}
