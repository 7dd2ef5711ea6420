import { lookup } from 'node:dns/promises'
import type { Address } from './http/networks.ts'

/** Every address of a name, as the system finds it. */
export async function resolveName(name: string): Promise<readonly Address[]> {
  const found = await lookup(name, { all: true, order: 'ipv4first' })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}
