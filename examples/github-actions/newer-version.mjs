// Prints the version of a package.json, if it is newer than every tag on the standard input; else says why not, and fails.
// Usage: list-the-tags-one-a-line | node newer-version.mjs package.json
import { readFileSync } from 'node:fs'

const pattern = /^v?(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/

function numbersOf(text) {
  return pattern.exec(text)?.slice(1).map(Number)
}

function compare(a, b) {
  return a.map((number, index) => number - b[index]).find((difference) => difference !== 0) ?? 0
}

function newerVersion(path, tags) {
  const { version } = JSON.parse(readFileSync(path, 'utf8'))
  const numbers = typeof version === 'string' ? numbersOf(version) : undefined
  if (!numbers) throw new Error(`${path} says version ${JSON.stringify(version)}: write three numbers, as in 1.4.0.`)
  const newest = tags.filter(numbersOf).toSorted((a, b) => compare(numbersOf(b), numbersOf(a)))[0]
  if (newest !== undefined && compare(numbers, numbersOf(newest)) <= 0) {
    throw new Error(`${path} says version ${version}, and ${newest} is in the registry: raise it (npm version minor).`)
  }
  return version
}

try {
  const tags = readFileSync(0, 'utf8')
    .split('\n')
    .map((line) => line.trim())
  console.log(newerVersion(process.argv[2], tags))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
