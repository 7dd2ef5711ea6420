import { expect, it } from '@jest/globals'
import { commentOf, isFor, readComment } from '../../shared/platforms/docker-host/command-name.ts'

const deploymentId = '01JD7R4Z8G0123456789ABCDEF'
const digest = `sha256:${'ab'.repeat(32)}` as const

it('tells targets apart whose long names begin alike, within what a comment may hold', () => {
  const blue = `${'legacy-web-of-the-shop-in-'.repeat(2)}eu-west-1`
  const other = `${'legacy-web-of-the-shop-in-'.repeat(2)}us-east-1`
  const comment = commentOf(blue, 'revert', deploymentId, digest)
  expect(comment.length).toBeLessThanOrEqual(100)
  const name = readComment(comment)
  expect(name).toMatchObject({ deploymentId, purpose: 'revert', digest: 'abababababab' })
  expect(name && [isFor(blue, name), isFor(other, name)]).toEqual([true, false])
})

it('leaves a name of forty characters as it is', () => {
  const target = 'a'.repeat(40)
  expect(commentOf(target, 'look')).toBe(`longshore - look - ${target}`)
})
