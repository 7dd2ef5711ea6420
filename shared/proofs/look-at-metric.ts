import type { MetricsApi } from '../aws/metrics-api.ts'
import type { MetricProof } from '../domain/proof.ts'
import { combined, isCounted, minuteMs, type Span, wholeMinutes, within } from './measured.ts'
import { readMetrics, type Series } from './read-metrics.ts'
import { type About, type Verdict, verdictOf } from './sight.ts'

/** Compares a metric since the rollout with the time before the deployment. Too little data tells nothing. */
export function lookAtMetric(metrics: () => Promise<MetricsApi>) {
  return async (proof: MetricProof, about: About): Promise<Verdict> => {
    const before = wholeMinutes({ from: about.startedAt - proof.windowMs, to: about.startedAt })
    const since = wholeMinutes({ from: about.rolledOutAt, to: about.now })
    const shown = shownMetric(proof)
    if (since.to <= since.from)
      return verdictOf('unknown', `${shown} cannot be compared within a minute of the rollout`)
    const measures = proof.over ? [proof.what, proof.over] : [proof.what]
    const series = await readMetrics(await metrics(), measures, { from: before.from, to: since.to }, about.signal)
    const [was, is] = [valueIn(proof, series, before), valueIn(proof, series, since)]
    if (is.minutes < proof.least) return tooLittle(shown, proof, is.minutes, 'since the rollout')
    if (was.minutes < proof.least) return tooLittle(shown, proof, was.minutes, 'before the deployment')
    return compared(proof, was.value, is.value)
  }
}

interface Value {
  readonly value: number
  /** Minutes with data. */
  readonly minutes: number
}

/** Of a rate the lower part says whether there is data: where nothing fails, nobody counts failures. */
function valueIn({ what, over, missing }: MetricProof, [first, second]: readonly Series[], span: Span): Value {
  if (!first) return { value: 0, minutes: 0 }
  const points = within(first.points, span)
  const upper = combined(what, points, first.samples)
  if (!over) {
    const minutes = (span.to - span.from) / minuteMs
    const value = isCounted(what) ? upper / minutes : upper
    return { value, minutes: missing === 'zero' ? minutes : points.length }
  }
  const base = within(second?.points ?? [], span)
  const lower = combined(over, base, second?.samples ?? [])
  return lower === 0 ? { value: 0, minutes: 0 } : { value: upper / lower, minutes: base.length }
}

function compared(proof: MetricProof, was: number, is: number): Verdict {
  const { factor, plus = 0 } = proof.atMost
  const limit = was * factor + plus
  const holds = is <= limit
  const unit = proof.over || !isCounted(proof.what) ? '' : ' a minute'
  const words = `${shownMetric(proof)} is ${number(is)}${unit} since the rollout, before it was ${number(was)}; at most ${number(limit)} is allowed`
  return verdictOf(holds ? 'passed' : 'failed', words)
}

function tooLittle(shown: string, { least }: MetricProof, minutes: number, when: string): Verdict {
  return verdictOf('unknown', `${shown} has data of ${minutes} minutes ${when}; ${least} are needed`)
}

function shownMetric({ what, over }: MetricProof): string {
  const upper = `${what.statistic} of ${what.metric}`
  return over ? `${upper} over ${over.statistic} of ${over.metric}` : upper
}

/** Four digits say enough: 0.01235, 1235. */
function number(value: number): string {
  return String(Number(value.toPrecision(4)))
}
