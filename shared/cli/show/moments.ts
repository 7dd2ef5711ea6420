/** `2026-11-16 09:27:20` of an ISO time: all times are UTC. */
export function moment(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ')
}

/** `45 s`, `12 min`, `3 h`, `5 d`: how long ago something was, for a column of a table. */
export function ago(iso: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1_000))
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
  ] as const
  const unit = units.find(([, size]) => seconds >= size)
  return unit ? `${Math.floor(seconds / unit[1])} ${unit[0]}` : `${seconds} s`
}

/** `+1:30` of 90 seconds. */
export function after(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), whole % 60]
  const two = (value: number): string => String(value).padStart(2, '0')
  return hours > 0 ? `+${hours}:${two(minutes)}:${two(rest)}` : `+${minutes}:${two(rest)}`
}
