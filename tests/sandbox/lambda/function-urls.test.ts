import { afterEach, describe, expect, it } from '@jest/globals'
import { type Kernel, startKernel } from '../../../sandbox/kernel/start-kernel.ts'
import { createFunctionUrls, type FunctionUrls } from '../../../sandbox/services/lambda/function-urls.ts'

let kernel: Kernel
let urls: FunctionUrls

afterEach(async () => {
  await urls.close()
  await kernel.stop()
})

/** A function that answers with what the test gives, and what it was given. */
async function aFunction(answer: unknown, auth: 'NONE' | 'AWS_IAM' = 'NONE') {
  kernel = await startKernel({})
  const asked: Record<string, unknown>[] = []
  urls = createFunctionUrls(kernel.world, {
    async invoke(_named, payload) {
      asked.push(payload as Record<string, unknown>)
      if (answer instanceof Error)
        return { ok: false, error: { errorType: 'Error', errorMessage: answer.message }, log: [] }
      return { ok: true, payload: JSON.stringify(answer), log: [] }
    },
  })
  return { url: await urls.open('page', auth), asked }
}

describe('a function with a URL', () => {
  it('gets the request as Lambda hands it over: cookies apart, the body in base64', async () => {
    const { url, asked } = await aFunction({ statusCode: 200 })
    await fetch(`${url}a/b?x=1&y=%20`, {
      method: 'POST',
      headers: { cookie: 'a=1; b=2', accept: 'text/html' },
      body: 'hello',
    })
    expect(asked).toMatchObject([
      {
        ...{ version: '2.0', rawPath: '/a/b', rawQueryString: 'x=1&y=%20', cookies: ['a=1', 'b=2'] },
        headers: { accept: 'text/html' },
        requestContext: { http: { method: 'POST', path: '/a/b' } },
        ...{ body: 'aGVsbG8=', isBase64Encoded: true },
      },
    ])
    expect(asked[0]?.['headers']).not.toHaveProperty('cookie')
  })

  it('answers with status, headers, cookies and body', async () => {
    const { url } = await aFunction({
      statusCode: 201,
      headers: { 'x-a': 'b' },
      cookies: ['c=1', 'd=2'],
      body: 'aGk=',
      isBase64Encoded: true,
    })
    const response = await fetch(url)
    expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([201, 'b', 'hi'])
    expect(response.headers.getSetCookie()).toEqual(['c=1', 'd=2'])
  })

  it('answers anything else as JSON, and 502 when it failed', async () => {
    const { url } = await aFunction({ hello: 'world' })
    const response = await fetch(url)
    expect([response.status, await response.json()]).toEqual([200, { hello: 'world' }])
    await urls.close()
    await kernel.stop()
    const failing = await aFunction(new Error('no'))
    expect((await fetch(failing.url)).status).toBe(502)
  })

  it('is not asked by whoever does not sign, where AWS is to check that', async () => {
    const { url, asked } = await aFunction({ statusCode: 200 }, 'AWS_IAM')
    const signed = (region: string) => ({
      authorization: `AWS4-HMAC-SHA256 Credential=me/20261116/${region}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
    })
    expect((await fetch(url)).status).toBe(403)
    expect((await fetch(url, { headers: signed('mars-1') })).status).toBe(403)
    expect(asked).toEqual([])
    expect((await fetch(url, { headers: signed('us-east-1') })).status).toBe(200)
  })
})
