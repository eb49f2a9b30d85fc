// The lists of people of all events: filters and places stay while people are at the desk.
import { Lists } from "../features/people/state/people.svelte";
import { people } from "../shared/api/people";

export const lists = new Lists(people);
