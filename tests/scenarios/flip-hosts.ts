import type { Expectations } from '../../sandbox/scenario/expectation-schema.ts'

/** Expectations of Docker hosts, each flipped alone. */
export function hostFlips(expect: Expectations): { readonly path: string; readonly expect: Expectations }[] {
  return Object.entries(expect.hosts ?? {}).flatMap(([name, wanted]) =>
    Object.entries(wanted).map(([key, value]) => ({
      path: `hosts.${name}.${key}`,
      expect: { ...expect, hosts: { ...expect.hosts, [name]: { ...wanted, [key]: another(value) } } },
    })),
  )
}

function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  return Array.isArray(value) ? [...value, 'no-such-alias'] : 'no-such-alias'
}
