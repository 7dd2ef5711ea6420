import { readSharedTime } from '../kernel/shared-time.ts'

/**
 * Replaces `Date` of this thread by one that tells the world's time; dates made from arguments are as ever.
 * Timers and `performance` stay real.
 */
export function installWorldDate(buffer: SharedArrayBuffer): void {
  const RealDate = Date
  const realNow = RealDate.now.bind(RealDate)
  const numbers = new Float64Array(buffer)
  const now = () => Math.floor(readSharedTime(numbers, realNow()))
  const WorldDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
    apply: () => new RealDate(now()).toString(),
  })
  RealDate.now = now
  RealDate.prototype.constructor = WorldDate
  globalThis.Date = WorldDate
}
