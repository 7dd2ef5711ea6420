import type { Host } from '../../hosts/host.ts'
import { AwsError } from '../../kernel/service.ts'

/** One filter of a Describe operation: any of the values will do. */
export interface Filter {
  readonly Name?: string
  readonly Values?: readonly string[]
}

/** What a filter looks at, by its name; `tag:KEY` is read from the tags. */
const FIELDS: Readonly<Record<string, (host: Host) => readonly string[]>> = {
  'instance-id': (host) => [host.instanceId],
  'instance-state-name': (host) => [host.state],
  'private-ip-address': (host) => [host.privateIp],
  'tag-key': (host) => Object.keys(host.tags),
}

function valuesOf(host: Host, name: string): readonly string[] {
  if (name.startsWith('tag:')) return [host.tags[name.slice('tag:'.length)] ?? []].flat()
  const read = FIELDS[name]
  if (read) return read(host)
  throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`)
}

/** EC2 knows `*` for any characters and `?` for one. */
function matches(pattern: string, value: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${escaped}$`, 's').test(value)
}

export function passes(host: Host, filters: readonly Filter[]): boolean {
  return filters.every(({ Name = '', Values = [] }) => {
    const found = valuesOf(host, Name)
    return Values.some((wanted) => found.some((value) => matches(wanted, value)))
  })
}
