import { frozenUntil } from '../../domain/freeze.ts'
import { parseDuration } from '../duration.ts'
import { freezeTime } from '../freeze-time.ts'
import type { Finding } from '../mistake.ts'
import { freezeWindows } from '../normalise-start.ts'
import type { FreezeWindowFile } from '../start-file.ts'
import type { Given, Rule } from './rule.ts'

const dayMs = 24 * 60 * 60_000
const shortestApprovalMs = 60_000
const longestApprovalMs = 30 * dayMs
const longestWindowMs = 366 * dayMs

type Place = readonly [path: readonly string[], Options]
type Options = Pick<NonNullable<Given['file']['defaults']>, 'approve' | 'freeze' | 'afterFreeze'>

/** What targets say, and what is said for all of them. */
function places({ file }: Given): readonly Place[] {
  const targets = Object.entries(file.targets).map(([name, target]): Place => [['targets', name], target])
  return file.defaults ? [[['defaults'], file.defaults], ...targets] : targets
}

/** A question that is over before anybody reads it, or never. */
export const approvalsHaveTime: Rule = (given) =>
  places(given).flatMap(([path, { approve }]): Finding[] => {
    const within = approve ? parseDuration(approve.within) : undefined
    if (within === undefined || (within >= shortestApprovalMs && within <= longestApprovalMs)) return []
    return [
      {
        rule: 'unusable-approval',
        path: [...path, 'approve', 'within'],
        what: `${[...path, 'approve', 'within'].join('.')} is ${approve ? approve.within : ''}.`,
        why: 'People need a minute at least, and what waits for more than 30 days (720h) is not what anybody would approve then.',
        mend: 'Write for example 24h.',
      },
    ]
  })

/** A window that ends before it begins, or is of two kinds, or lasts for ever. */
export const freezesHaveEnds: Rule = (given) =>
  places(given).flatMap(([path, { freeze = [] }]) =>
    freeze.flatMap((window, index): Finding[] => {
      const why = unusable(window)
      if (why === undefined) return []
      const what = `The freeze from ${window.from} to ${window.to} (${window.zone}) is not usable.`
      const mend = "Write { from: 'Fri 16:00', to: 'Mon 08:00', zone: … }, or two dates, the later one as to."
      return [{ rule: 'unusable-freeze', path: [...path, 'freeze', index], what, why, mend }]
    }),
  )

function unusable({ from, to }: FreezeWindowFile): string | undefined {
  const [begins, ends] = [freezeTime(from), freezeTime(to)]
  if (!begins || !ends) return undefined
  if (begins.every !== ends.every) return 'A window begins and ends on days of the week, or on dates.'
  if (begins.minute === ends.minute) return 'It would end when it begins.'
  if (begins.every === 'week') return undefined
  if (ends.minute < begins.minute) return 'It would end before it begins.'
  return (ends.minute - begins.minute) * 60_000 > longestWindowMs
    ? 'A window lasts a year at most: what is to stay as it is for longer is paused, or only observed.'
    : undefined
}

/** Nothing would ever be deployed. */
export const freezesLeaveTime: Rule = (given) =>
  places(given).flatMap(([path, { freeze = [] }]): Finding[] => {
    const weekly = freezeWindows(freeze).filter(({ every, from, to }) => every === 'week' && from !== to)
    const from = Date.UTC(2026, 0, 5)
    const until = frozenUntil(weekly, from)
    if (until === undefined || until - from < 14 * dayMs) return []
    return [
      {
        rule: 'endless-freeze',
        path: [...path, 'freeze'],
        what: `${[...path, 'freeze'].join('.')} covers the whole week.`,
        why: 'Nothing would ever be deployed.',
        mend: 'Leave some time between the windows, or write mode: observe.',
      },
    ]
  })
