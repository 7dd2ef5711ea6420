import type { Expectations } from '../../sandbox/scenario/expectation-schema.ts'

/** Expected findings, each flipped alone; one fewer, and one more. */
export function findingFlips(expect: Expectations): { readonly path: string; readonly expect: Expectations }[] {
  const { doctor } = expect
  if (!doctor) return []
  const flip = (path: string, changed: typeof doctor) => ({
    path: `doctor${path}`,
    expect: { ...expect, doctor: changed },
  })
  const single = doctor.flatMap((finding, index) =>
    Object.keys(finding).map((key) =>
      flip(
        `[${index}].${key}`,
        doctor.map((one, at) => (at === index ? { ...one, [key]: 'no such thing' } : one)),
      ),
    ),
  )
  const fewer = doctor.length > 0 ? [flip('-1', doctor.slice(1))] : []
  return [...single, ...fewer, flip('+1', [...doctor, { check: 'no such check' }])]
}
