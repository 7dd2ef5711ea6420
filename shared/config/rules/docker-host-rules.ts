import { parseDuration } from '../duration.ts'
import type { Finding } from '../mistake.ts'
import { forEachTarget, type Rule } from './rule.ts'

/** Both colours run for a moment. */
export const coloursHavePortsOfTheirOwn: Rule = forEachTarget((name, { dockerHost }) => {
  if (!dockerHost || dockerHost.port.blue !== dockerHost.port.green) return []
  return [
    {
      rule: 'colours-have-ports-of-their-own',
      path: ['targets', name, 'dockerHost', 'port', 'green'],
      what: `Target ${name} gives both colours port ${dockerHost.port.green}.`,
      why: 'Both colours run while nginx is pointed from one to the other.',
      mend: 'Give green another port.',
    },
  ]
})

/** A host pulls by digest in any case: there is nothing to force. */
export const hostsTakeNoForce: Rule = forEachTarget((name, { dockerHost, mode }, { file }) => {
  if (!dockerHost || (mode ?? file.defaults?.mode) !== 'force') return []
  return [
    {
      rule: 'hosts-take-no-force',
      path: ['targets', name, ...(mode === undefined ? ['dockerHost'] : ['mode'])],
      what: `Target ${name} runs on Docker hosts and has mode force.`,
      why: 'Hosts are told a digest: there is no tag that could be resolved again.',
      mend: 'Write mode: revision.',
    },
  ]
})

const longestMs = 60 * 60_000

/** The host script takes an hour at most, so that no command outlives a deployment. */
export const hostsAreQuick: Rule = forEachTarget((name, { dockerHost }): Finding[] => {
  if (!dockerHost) return []
  const times: readonly [Finding['path'], string | undefined][] = [
    [['health', 'within'], dockerHost.health?.within],
    [['drain'], dockerHost.drain],
    [['stop'], dockerHost.stop],
  ]
  return times
    .filter(([, time]) => (parseDuration(time ?? '') ?? 0) > longestMs)
    .map(([path, time]) => ({
      rule: 'hosts-are-quick',
      path: ['targets', name, 'dockerHost', ...path],
      what: `Target ${name} gives a host ${time} for ${path.join('.')}.`,
      why: 'A host may take an hour for each step at most.',
      mend: 'Write 1h or less.',
    }))
})
