/** The longest pause of the first day: whoever is up again is found out about within a quarter of an hour. */
const firstDaySeconds = 900

/**
 * SQS shows a message a thousand times at most, and keeps it for two weeks: a day of quarters of an hour, and half hours after
 * that, are fewer than a thousand.
 */
export const longestPauseSeconds = 1_800
const firstDay = 100

/** What the queue takes is twelve hours after the receive; an hour is left for what goes before. */
const longestAskedSeconds = 11 * 3_600

/** Seconds until the next attempt: 15, 30, 60 … 900, later 1,800, by how often the message was received. */
function backOff(receives: number): number {
  if (receives > firstDay) return longestPauseSeconds
  const exponent = Math.min(Math.max(receives, 1), 10) - 1
  return Math.min(firstDaySeconds, 15 * 2 ** exponent)
}

/** A wish for less than our own pause counts that often: heeded forever, it would use up the thousand receives in minutes. */
const shortWishes = 5

/** The pause that was asked for, later no shorter than our own; our own if none was asked for. */
export function pauseFor(askedSeconds: number | undefined, receives: number): number {
  if (askedSeconds === undefined) return backOff(receives)
  const least = receives > shortWishes ? backOff(receives) : 1
  return Math.min(Math.max(askedSeconds, least), longestAskedSeconds)
}
