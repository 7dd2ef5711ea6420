/** What reaches the places that targets are in, as far as the configuration names some; put into each bundle when packaging. */
declare module 'longshore:places' {
  export const atPlaces: import('../shared/lambda/places/at-places.ts').AtPlaces
}
