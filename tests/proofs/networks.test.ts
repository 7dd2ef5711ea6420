import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Address, mayAsk, networksOf } from '../../shared/proofs/http/networks.ts'
import { resolveName } from '../../shared/proofs/resolve-name.ts'

const nothing = networksOf([])
const four = (address: string): Address => ({ address, family: 4 })
const six = (address: string): Address => ({ address, family: 6 })
const byte = fc.integer({ min: 0, max: 255 })
const dotted = (bytes: readonly number[]) => bytes.join('.')
const hex = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]) =>
  `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`

const inside = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127), byte, byte, byte),
  fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
  fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
  fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
)

describe('a private address', () => {
  it('is not asked in any of its spellings', () => {
    fc.assert(
      fc.property(inside, (bytes) => {
        expect(mayAsk(four(dotted(bytes)), nothing)).toBe(false)
        for (const prefix of ['::ffff:', '64:ff9b::', '::']) {
          expect(mayAsk(six(`${prefix}${dotted(bytes)}`), nothing)).toBe(false)
          expect(mayAsk(six(`${prefix}${hex(bytes)}`), nothing)).toBe(false)
        }
      }),
    )
  })

  it('is asked where its network is listed, the service of credentials never', () => {
    const listed = networksOf(['10.0.0.0/8', '169.254.0.0/16', 'fd00::/8', '0.0.0.0/0', '::/0'])
    for (const address of [four('10.1.2.3'), six('fd12::1'), six('::ffff:10.1.2.3'), four('127.0.0.1')]) {
      expect(mayAsk(address, listed)).toBe(true)
    }
    for (const address of [
      four('169.254.169.254'),
      four('169.254.170.2'),
      six('fd00:ec2::254'),
      six('::ffff:169.254.169.254'),
      six('64:ff9b::a9fe:a9fe'),
    ]) {
      expect(mayAsk(address, listed)).toBe(false)
    }
  })
})

describe('a public address', () => {
  it.each([
    four('1.1.1.1'),
    four('172.15.0.1'),
    four('172.32.0.1'),
    four('192.169.0.1'),
    four('100.128.0.1'),
    six('2606:4700::1111'),
    six('2a00:1450::1'),
    six('64:ff9b::101:101'),
  ])('%j is asked', (address) => {
    expect(mayAsk(address, nothing)).toBe(true)
  })
})

it('a name of this machine is found, and what it stands for is not asked', async () => {
  const found = await resolveName('localhost')
  expect(found.length).toBeGreaterThan(0)
  expect(found.filter((address) => mayAsk(address, nothing))).toEqual([])
})
