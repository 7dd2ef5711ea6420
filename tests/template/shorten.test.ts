import { expect, it } from '@jest/globals'
import { anyOf, shorten, unshortened } from '../../shared/config/derive/resources.ts'

const home = (service: string) => `arn:aws:${service}:us-east-1:123456789012`

it.each<[string, string[], string[]]>([
  [
    'services of a cluster',
    ['service/prod/api', 'service/prod/app', 'service/prod/web'],
    ['service/prod/web', 'service/prod/ap*'],
  ],
  ['services of clusters', ['service/prod/api', 'service/prof/api'], ['service/prod/api', 'service/prof/api']],
  ['functions', ['function:api', 'function:web', 'function:worker'], ['function:api', 'function:w*']],
  [
    'repositories',
    ['repository/api', 'repository/shop/a', 'repository/shop/b'],
    ['repository/api', 'repository/shop/*'],
  ],
  ['clusters', ['cluster/blue', 'cluster/green'], ['cluster/blue', 'cluster/green']],
  ['deployment groups', ['deploymentgroup:A/x', 'deploymentgroup:B/x'], ['deploymentgroup:A/x', 'deploymentgroup:B/x']],
])('%s keep the beginning of a name, however little room there is', (_what, names, expected) => {
  const kept = shorten(
    names.map((name) => `${home('ecs')}:${name}`),
    0,
  )
  expect(kept).toEqual(expected.map((name) => `${home('ecs')}:${name}`))
})

it('schedules keep their group and the beginning of a name', () => {
  const schedules = ['default/clean', 'default/close', 'default/report', 'weekly/report']
  const kept = shorten(
    schedules.map((name) => `${home('scheduler')}:schedule/${name}`),
    0,
  )
  expect(kept.map((arn) => arn.split(':schedule/')[1])).toEqual(['default/report', 'weekly/report', 'default/cl*'])
})

it('what lies below a name keeps the beginning of it', () => {
  const families = ['api', 'web'].map((family) => `${home('ecs')}:task-definition/${family}:`)
  expect(anyOf(families, 0)).toEqual(families.map((family) => `${family}*`))
  const revisions = ['prod/api', 'prod/web', 'test/api'].map((name) => `${home('ecs')}:service-revision/${name}/`)
  expect(anyOf(revisions, 0)).toEqual(revisions.map((path) => `${path}*`))
})

it('values that are no ARNs keep at least a letter', () => {
  expect(shorten(['api', 'app', 'web'], 0)).toEqual(['web', 'ap*'])
})

it('roles are listed once, as they are', () => {
  expect(unshortened(['b', 'a', 'b'])).toEqual(['a', 'b'])
})
