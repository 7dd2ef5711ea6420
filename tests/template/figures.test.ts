import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { bundleFiles, root } from '../../bench/bundle.ts'
import { withConfiguration } from '../../bench/kinds.ts'
import { featuresOf } from '../../shared/config/derive/features.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { aFile, aLock, aTarget, configOf } from '../config/a-configuration.ts'
import { ofType, packageStack, type Resource } from './package-stack.ts'

const targets = { api: aTarget('api', { group: 'shop' }) }

/** The stack of a configuration that asks for figures. */
function packaged(figures: object) {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-figures-'))
  const config = join(folder, 'longshore.yml')
  writeFileSync(config, aFile(targets, { figures }))
  writeFileSync(join(folder, 'longshore.lock.yml'), aLock(targets))
  return packageStack({ config })
}

const stack = packaged({ traces: true })
const properties = (id: string): Resource['Properties'] => stack.template.resources[id]?.Properties

it('a configuration that asks for figures packages', () => {
  expect({ exitCode: stack.exitCode, output: stack.output }).toMatchObject({ exitCode: 0 })
  expect(properties('MeasureLambdaFunction')).toMatchObject({ FunctionName: 'longshore-dev-measure', Timeout: 45 })
})

describe('the dashboard', () => {
  const text = properties('FiguresDashboard')?.DashboardBody ?? '{}'
  const widgets: readonly Resource['Properties'][] = JSON.parse(text).widgets ?? []
  const metrics = widgets.flatMap(({ properties: { metrics = [] } }) => metrics)

  it('shows the four measures', () => {
    const titles = widgets.map(({ properties: { title } }) => title).join('; ')
    for (const measure of ['Deployment frequency', 'Lead time', 'Change failure rate', 'Time to restore']) {
      expect(titles).toContain(measure)
    }
  })

  it('reads metrics that are made, in the namespace of the stack', () => {
    const made = ['Releases', 'ChangesFailed', 'ReleasesTakenBack', 'LeadTime', 'TimeToRestore', 'DeploymentTime']
    for (const metric of metrics) {
      if (typeof metric[0] === 'string') {
        expect(metric.slice(0, 4)).toEqual(['longshore-dev', expect.any(String), 'stack', 'longshore-dev'])
        expect(made).toContain(metric[1])
      } else if (metric[0].expression.includes('SEARCH')) {
        const [, name] =
          /^SEARCH\('\{"longshore-dev",(?:group|target)\} MetricName="(\w+)"'/.exec(metric[0].expression) ?? []
        expect(made).toContain(name)
      }
    }
    expect(metrics.length).toBeGreaterThan(8)
  })

  it('computes with metrics that it names', () => {
    const ids = metrics.flatMap((metric: readonly unknown[]) => Object(metric.at(-1)).id ?? [])
    const [rate] = metrics.flatMap(([first]: readonly Resource['Properties'][]) =>
      first.id === 'rate' ? first.expression : [],
    )
    expect(rate.match(/[a-z]+/g)).toEqual(ids.filter((id: string) => id !== 'rate' && rate.includes(id)))
  })

  it('has no widget over another', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, index) => `${x + (index % width)}/${y + Math.floor(index / width)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBeLessThanOrEqual(24)
  })
})

describe('alarms', () => {
  it('tell the alarms topic, and are evaluated over times that CloudWatch takes', () => {
    const ids = ['FiguresDlqAlarm', 'MeasureErrors', 'ChangesFailingAlarm', 'RestoreSlowAlarm']
    for (const id of ids) {
      const { AlarmActions, EvaluationPeriods, Period, Metrics = [] } = properties(id)
      expect(AlarmActions).toEqual([{ Ref: 'AlarmsTopic' }])
      const periods = [Period, ...Metrics.map(({ MetricStat }: Resource['Properties']) => MetricStat?.Period)].filter(
        Boolean,
      )
      expect(EvaluationPeriods * Math.max(...periods)).toBeLessThanOrEqual(86_400)
    }
  })
})

describe('the queue', () => {
  it('takes announcements of the one topic, and gives the function twice its time', () => {
    const [[, mapping] = []] = ofType(stack, 'AWS::Lambda::EventSourceMapping').filter(
      ([, { EventSourceArn }]) => EventSourceArn['Fn::GetAtt'][0] === 'FiguresQueue',
    )
    expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
    expect(properties('FiguresQueue').VisibilityTimeout).toBeGreaterThanOrEqual(
      2 * properties('MeasureLambdaFunction').Timeout,
    )
    expect(properties('FiguresSubscription')).toMatchObject({
      TopicArn: { Ref: 'DeploymentsTopic' },
      RawMessageDelivery: true,
    })
  })
})

describe('traces', () => {
  const actions = (figures: object) =>
    statements('measure', configOf(targets, { figures })).flatMap(({ Action }) => Action)

  it('are a right of the function only where they are asked for', () => {
    expect(actions({ traces: true })).toContain('xray:PutTraceSegments')
    expect(actions({})).not.toContain('xray:PutTraceSegments')
  })

  it.each([
    ['{ traces: true }', true, true],
    ['{}', false, true],
    ['{ metrics: false, traces: true }', true, false],
  ])('with figures %s only what is asked for is in the bundle', async (figures, hasXRay, hasMetrics) => {
    const file = aFile(targets).replace(
      'version: 1\n',
      `version: 1\naccount: "123456789012"\nregion: us-east-1\nfigures: ${figures}\n`,
    )
    const owned = file.replace('service: api\n', 'service: api\n      family: api\n      roles: []\n')
    const { measure } = await withConfiguration(owned, () =>
      bundleFiles({ measure: join(root, 'functions/measure.ts') }),
    )
    expect(measure?.inputs.some((input) => input.includes('client-xray'))).toBe(hasXRay)
    expect(measure?.inputs.some((input) => input.includes('powertools/metrics'))).toBe(hasMetrics)
    expect((measure?.bytes ?? 0) / 1000).toBeLessThanOrEqual(310)
  })
})

it('a configuration that asks for no figures has no such part', () => {
  const asked = (rest: object) => featuresOf(configOf(targets, { ...rest }))
  expect([asked({}), asked({ figures: { metrics: false } })]).toEqual([[], []])
  expect(asked({ figures: {} })).toEqual(['figures', 'metrics'])
  expect(asked({ figures: { metrics: false, traces: true } })).toEqual(['figures'])
})
