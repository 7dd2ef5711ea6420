import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { type SampleWorld, startSampleWorld } from './sample-world.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const guides = [
  'docs/page.md',
  'docs/commands.md',
  'docs/operating.md',
  'docs/ends.md',
  'docs/figures.md',
  'docs/testing.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
]

describe.each(guides)('%s', (guide) => {
  const text = read(guide)

  it('links to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)]
    const broken = links.filter(([, path = '', heading]) => {
      const file = path === '' ? join(root, guide) : resolve(join(root, guide), '..', path)
      return !existsSync(file) || (heading !== undefined && !headingsOf(readFileSync(file, 'utf8')).includes(heading))
    })
    expect(broken.map(([link]) => link)).toEqual([])
  })

  it('names scripts, tests and scenarios that exist', () => {
    const scripts = Object.keys(JSON.parse(read('package.json')).scripts)
    const run = [...text.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, name = '']) => name)
    expect(run.filter((name) => !scripts.includes(name))).toEqual([])
    const tests = [...text.matchAll(/npx jest (tests\/[\w/.-]+)/g)].map(([, path = '']) => path)
    expect(tests.filter((path) => !existsSync(join(root, path)))).toEqual([])
    const scenarios = ['all', ...readdirSync(join(root, 'sandbox/scenarios')).map((file) => file.replace('.yml', ''))]
    const named = [...text.matchAll(/--scenario ([a-z0-9-]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !scenarios.includes(name))).toEqual([])
  })

  it('names files and folders that exist', () => {
    const folders = 'functions|shared|sandbox|tests|docs|events|bench'
    const paths = [...text.matchAll(new RegExp(`\`((?:${folders})/[\\w./-]*)\``, 'g'))].map(([, path = '']) => path)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}

describe('the operating guide', () => {
  const guide = read('docs/operating.md')

  it('tells what to do about every alarm', () => {
    const parts = readdirSync(join(root, 'stack')).map(
      (file) => parse(read(`stack/${file}`), { logLevel: 'silent' }).resources,
    )
    const { resources } = parse(read('serverless.yml'), { merge: true, logLevel: 'silent' })
    const all = [...parts, ...resources.map(({ Resources }: { Resources: object }) => Resources)]
    const alarms = all.flatMap((part: Record<string, { Type?: string }> = {}) =>
      Object.keys(part).filter((name) => part[name]?.Type === 'AWS::CloudWatch::Alarm'),
    )
    const sections = guide.split('\n## Alarms')[1]?.split('\n## ')[0] ?? ''
    const told = [...sections.matchAll(/^### (\w+)$/gm)].map(([, name]) => name)
    expect(alarms.length).toBeGreaterThan(20)
    expect(told.toSorted()).toEqual(alarms.toSorted())
  })

  it('tells what to do about every outcome that can happen', () => {
    const headings = headingsOf(guide)
    const outcomes = ['succeeded', 'rolled-back', 'rollback-failed', 'failed', 'superseded', 'cancelled', 'expired']
    expect(outcomes.filter((outcome) => !headings.includes(outcome))).toEqual([])
  })
})

describe("the operating guide's commands", () => {
  const section = read('docs/operating.md').split('\n## Commands')[1]?.split('\n## ')[0] ?? ''
  const commands = [...section.matchAll(/^npx serverless invoke -f (\w+) -d '(.*)'$/gm)]
  let world: SampleWorld

  beforeAll(async () => {
    world = await startSampleWorld()
    await world.pass(16)
    for (const tag of ['v1.1.0', 'v1.2.0']) {
      world.push(tag)
      await world.pass(4)
    }
  }, 60_000)
  afterAll(() => world.sandbox.stop())

  it('are all there', () => {
    const functions = new Set(commands.map(([, name]) => name))
    expect([...functions].sort()).toEqual([
      'explain',
      'freeze',
      'pause',
      'redeploy',
      'resume',
      'rollback',
      'stats',
      'status',
    ])
  })

  it.each(commands.map(([, name = '', payload = '']) => [name, payload] as const))(
    '%s %s is answered',
    async (name, payload) => {
      expect(await world.invoke(name, JSON.parse(payload))).toMatchObject({ answer: { message: expect.any(String) } })
      await world.pass(6)
    },
  )

  it('leave the target as they say', async () => {
    const { answer } = await world.invoke('status', { target: 'api-production' })
    expect(answer).toMatchObject({ paused: false, targets: [{ phase: 'idle' }] })
    const documents = world.sandbox.sns.published().map(({ messages }) => JSON.parse(messages['sqs'] ?? '{}'))
    expect(documents.filter(({ notice }) => notice === 'refused')).toEqual([])
  })
})
