// The dashboard of an invented morning.
import type { Dashboard } from "../src/generated/Dashboard";
import { at, type Command } from "./fake-desk";

const counts = [4, 9, 14, 22, 31, 44, 58, 71, 83, 79, 92, 88, 74, 66, 69, 58, 51, 46, 43, 49, 41, 38];

export const dashboardCommands: Record<string, Command> = {
  dashboard: ({ day }): Dashboard => ({
    inside: 1284,
    capacity: 3000,
    arrived: 1412,
    expected: 1996,
    day: (day as string | null) ?? "2026-11-24",
    days: ["2026-11-24", "2026-11-25"],
    arrivals: { minutes: 5, from: at(8, 55), counts, running: counts.length - 1 },
    categories: [
      { category: "exhibitor", arrived: 241, registered: 258 },
      { category: "office", arrived: 46, registered: 54 },
      { category: "organisation", arrived: 36, registered: 38 },
      { category: "press", arrived: 31, registered: 48 },
      { category: "speaker", arrived: 118, registered: 150 },
      { category: "visitor", arrived: 940, registered: 1448 },
    ],
    badges_waiting: 2,
    badges_in_trouble: 1,
    conflicts: 0,
  }),
};
