import { describe, expect, it } from '@jest/globals'
import { loadConfig } from '../../shared/config/load-config.ts'
import type { FoundAccount, FoundFunction, FoundService } from '../../shared/init/found.ts'
import { writeConfiguration } from '../../shared/init/write-configuration.ts'

const home = { account: '123456789012', region: 'us-east-1' }
const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com'
const digest = `sha256:${'a'.repeat(64)}`

function aService(images: Readonly<Record<string, string>>, more: Partial<FoundService> = {}): FoundService {
  const containers = Object.entries(images).map(([name, image]) => ({ name, image, tags: [], isImmutable: false }))
  const role = (kind: string) => `arn:aws:iam::123456789012:role/${kind}`
  const definition = { family: 'api', taskRole: role('task'), executionRole: role('execution'), containers }
  return { ...home, cluster: 'production', service: 'api', controller: 'ECS', definition, ...more }
}

function aFunction(more: Partial<FoundFunction> = {}): FoundFunction {
  const image = `${registry}/team/thumbnails:latest`
  return { ...home, function: 'thumbnails', isOneOfMany: false, image, tags: [], isImmutable: false, ...more }
}

function write(found: Partial<FoundAccount>) {
  return writeConfiguration({ services: [], functions: [], isMore: false, ...found }, 'docs/longshore.schema.json')
}

/** What was written, and what the configuration that is read from it says. */
function written(found: Partial<FoundAccount>) {
  const result = write(found)
  if (!('file' in result)) throw new Error(JSON.stringify(result))
  const loaded = loadConfig(result.file, result.lock, { stage: 'dev' })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes))
  return { ...result, config: loaded.config }
}

it.each(['dkr-ecr.us-east-1.on.aws', 'dkr.ecr-fips.us-east-1.amazonaws.com'])(
  'knows the registry by %s, at home and elsewhere',
  (name) => {
    const images = { app: `123456789012.${name}/team/api:v1.4.2`, proxy: `210987654321.${name}/team/proxy:stable` }
    const { config, file } = written({ services: [aService(images)] })
    expect(file).not.toContain('is not in ECR')
    expect(config.targets['api']?.policy.containers).toMatchObject({
      app: { repository: `${registry}/team/api` },
      proxy: { repository: '210987654321.dkr.ecr.us-east-1.amazonaws.com/team/proxy' },
    })
  },
)

it('writes what runs, commented', () => {
  const images = { app: `${registry}/team/api:v1.4.2`, proxy: 'public.ecr.aws/nginx/nginx:1' }
  const { file, lock } = written({ services: [aService(images)], functions: [aFunction({ alias: 'live' })] })
  expect(file.slice(file.indexOf('targets:'))).toBe(`targets:
  api:
    mode: observe
    ecs:
      cluster: production
      service: api
      containers:
        app:
          repository: team/api
          # v1.4.2 is a version: every version 1.x.
          tags: { semver: '^1.0.0' }
        # proxy stays as it is: public.ecr.aws/nginx/nginx:1 is not in ECR.

  thumbnails:
    mode: observe
    lambda:
      function: thumbnails
      alias: live
      repository: team/thumbnails
      # latest says nothing of the build: that tag, whenever it moves.
      tags: { exact: 'latest' }
`)
  expect(file).toMatch(/^# yaml-language-server: \$schema=docs\/longshore\.schema\.json\n/)
  expect(lock).toContain('family: api\n    taskRole: arn:aws:iam::123456789012:role/task\n')
})

it('lets every target observe', () => {
  const { config } = written({ services: [aService({ app: `${registry}/team/api:v1` })], functions: [aFunction()] })
  expect(Object.values(config.targets).map(({ policy }) => policy.mode)).toEqual(['observe', 'observe'])
})

it('keeps the full URI of a repository of another account or region', () => {
  const uri = '999999999999.dkr.ecr.eu-west-1.amazonaws.com/team/api'
  expect(written({ services: [aService({ app: `${uri}:v1.0.0` })] }).file).toContain(`repository: ${uri}\n`)
})

it('asks which tags to follow where a container is named by a digest that has none', () => {
  const images = { app: `${registry}/team/api:v1.0.0`, worker: `${registry}/team/worker@${digest}` }
  const { file, config } = written({ services: [aService(images)] })
  expect(file).toContain(`  #       worker:
  #         repository: team/worker
  #         # Which tags? it is named by a digest that has no tag.
  #         tags: { exact: SAY-WHICH }`)
  expect(Object.keys(config.targets['api']?.policy.containers ?? {})).toEqual(['app'])
})

const good = aService({ app: `${registry}/team/good:v1.0.0` }, { service: 'good' })

describe('leaves out, with the reason', () => {
  const images = { app: `${registry}/team/api:v1.0.0` }
  it.each<[string, FoundService, RegExp]>([
    ['a classic load balancer', aService(images, { classicLoadBalancer: 'old' }), /classic load balancer old/],
    ['another controller', aService(images, { controller: 'EXTERNAL' }), /deployment controller is EXTERNAL/],
    ['CodeDeploy without its group', aService(images, { controller: 'CODE_DEPLOY' }), /codeDeploy/],
    ['no task definition', { ...home, cluster: 'c', service: 's', controller: 'ECS' }, /no task definition/],
    ['no image in ECR', aService({ app: 'nginx:1' }), /none of its images is in ECR/],
    ['sidecars alone', aService({ x: `${registry}/aws-xray-daemon:3.x` }), /none of its images is in ECR and your own/],
    ['digests alone', aService({ app: `${registry}/team/api@${digest}` }), /say which tags to follow/],
    ['a name that no configuration holds', aService({ ['__proto__']: `${registry}/team/api:v1` }), /./],
    ['a line break in an image', aService({ app: 'evil\ntargets: {}' }), /none of its images/],
  ])('%s', (_what, service, why) => {
    const { leftOut, targets, file, config } = written({ services: [service, good] })
    expect(leftOut).toMatchObject([{ why: expect.stringMatching(why) }])
    expect(targets).toEqual(['good'])
    expect(Object.keys(config.targets)).toEqual(['good'])
    expect(file).toContain('is left out: ')
  })
})

it('writes nothing when nothing can be a target', () => {
  expect(write({})).toEqual({ leftOut: [] })
  expect(write({ services: [aService({ app: 'nginx:1' })] })).toMatchObject({
    leftOut: [{ what: 'service api in cluster production' }],
  })
})

it("can be uncommented: only a person's word is missing", () => {
  const { file, lock } = written({
    services: [aService({ app: `${registry}/team/api:v1.0.0` }, { controller: 'CODE_DEPLOY' }), good],
  })
  const told = file.replaceAll(
    /^ {2}# ( *(?:api|mode|ecs|cluster|service|codeDeploy|containers|app|repository|tags):)/gm,
    '  $1',
  )
  const loaded = loadConfig(told, lock, { stage: 'dev' })
  expect(loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)).toEqual(['missing-lock-entry'])
})

it.each(['null', 'true', '0123', '1e3', 'on', '-', '_', 'A'.repeat(255), 'x-y_z'])(
  'takes a service and a container that are called %s',
  (name) => {
    const service = aService({ [name]: `${registry}/team/api:v1.0.0` }, { service: name, cluster: name })
    const { config } = written({ services: [service, good] })
    expect(Object.values(config.targets)[0]).toMatchObject({ ecs: { cluster: name, service: name } })
    expect(Object.keys(Object.values(config.targets)[0]?.policy.containers ?? {})).toEqual([name])
  },
)
