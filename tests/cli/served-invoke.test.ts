import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type ServedStack, serveStack } from './a-served-stack.ts'
import { type Answer, begun, invocations } from './invocations.ts'

/** The Serverless Framework takes three seconds for each, and whole deployments follow. */
const isHeavy = process.env['LONGSHORE_HEAVY'] === '1'
const heavy = isHeavy ? describe : describe.skip

heavy('serverless invoke', () => {
  let stack: ServedStack
  beforeAll(async () => {
    stack = await serveStack()
    await begun(stack)
  }, 120_000)
  afterAll(() => stack.stop())

  it.each(invocations)(
    '-f $name is accepted, and what it does is seen',
    async ({ name, before, payload, answers, seen }) => {
      await before?.(stack)
      const { code, stdout, stderr } = await stack.invoke(
        name,
        typeof payload === 'function' ? await payload(stack) : payload,
      )
      expect({ code, said: code === 0 ? '' : `${stdout}${stderr}` }).toEqual({ code: 0, said: '' })
      const answer: Answer = JSON.parse(stdout)
      expect(answer).toMatchObject({ message: expect.any(String), ...answers })
      await seen(stack, answer)
    },
    120_000,
  )
})
