import { expect, it } from '@jest/globals'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { aCommandLine } from './a-command-line.ts'

const targets = { api: aTarget('api') }
const files = { 'longshore.yml': aFile(targets), 'longshore.lock.yml': aLock(targets) }

function answering(severity: string, asked: unknown[] = []) {
  const findings = severity === 'none' ? [] : [{ check: 'alarm', severity }]
  return aCommandLine(files, {
    invoke: async (name, _region, payload) => {
      asked.push({ name, payload })
      return { message: 'Words for people.', severity, findings, sent: [] }
    },
  })
}

it.each([
  ['none', 0],
  ['note', 0],
  ['warning', 1],
  ['error', 3],
])('ends by the gravest finding: %s', async (severity, code) => {
  const line = answering(severity)
  expect(await line.run('doctor')).toBe(code)
  expect(line.printed()).toBe('Words for people.')
})

it('gives machines the whole answer', async () => {
  const line = answering('error')
  expect(await line.run('doctor', '--json')).toBe(3)
  expect(JSON.parse(line.printed())).toMatchObject({ severity: 'error', findings: [{ check: 'alarm' }] })
})

it('says who asks when something is sent, and only then', async () => {
  const asked: unknown[] = []
  const line = answering('none', asked)
  await line.run('doctor')
  await line.run('doctor', '--send-test')
  expect(asked).toEqual([
    { name: 'longshore-dev-doctor', payload: {} },
    { name: 'longshore-dev-doctor', payload: { sendTest: true, by: 'alice (Deployer, 123456789012)' } },
  ])
})

it('an answer of another version is told as such', async () => {
  const line = aCommandLine(files, { invoke: async () => ({ message: 'Words.' }) })
  expect(await line.run('doctor')).toBe(3)
})
