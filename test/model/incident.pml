/*
 * One incident with its signal, timers, acknowledgement, pages, one action and its re-opening, as concurrent processes; searched
 * exhaustively by model.test.ts. What is one transaction of the table is one atomic step here; between two of them anybody may do
 * anything, workers die, answers get lost, and messages come twice, early or not at all.
 *
 * A guard is what keeps a promise: `#ifndef NO_GUARD_x`. Each names its place in the code and, in quotes, the words of the design that it
 * stands for; the test leaves each out in turn and expects the search to find a promise broken.
 */

#define CYCLES 2 /* one re-opening */
#define LEVELS 2 /* level 0 is paged at once, level 1 is due a unit of time later */
#define PAGES 4
#define PAGE(c, l) ((c) * LEVELS + (l))
#define NONE 255
#ifndef DEATHS
#define DEATHS 1
#endif

/* The incident's row: written as a whole, in one transaction with the pages that it orders. */
bool exists = false, over = false, acked = false;
byte cycle = 0, level = 0, version = 0;
byte nextDue = 0; /* 0: nothing is due any more */
bool reopened = false; /* the row of the command that re-opens */

/* The rows of the pages. */
bool ordered[PAGES], settled[PAGES], leased[PAGES];
byte claims[PAGES];

/* The row of what the action acts on, and the rows of the action of each cycle. */
byte holder = NONE;
bool claimed[CYCLES], unknown[CYCLES], ended[CYCLES];

byte now = 1;
chan pages = [6] of { byte };  /* ids of rows: a queue that may bring one twice */
chan timers = [6] of { byte }; /* `time-passed` with its due */
chan steps = [3] of { byte };  /* the task that runs the action of a cycle */

/* What really happened, which no process sees. */
bool saidAcked = false; /* an acknowledgement of this cycle was committed */
byte incidents = 0, reopenings = 0;
byte unlabelled[PAGES]; /* sendings that did not say "may be a repeat" */
byte starts[CYCLES], asked[CYCLES];
byte running = 0, told = 0;
byte deaths = 0, expired = 0;

#define MAY_DIE (deaths < DEATHS)

/* What must be true of the row, after whoever wrote it. */
inline holds() {
  assert(acked == saidAcked);
  assert(!exists || over || acked || level >= LEVELS || nextDue != 0);
  assert(incidents <= 1)
}

inline order(c, l) {
  ordered[PAGE(c, l)] = true;
  if
  :: pages!PAGE(c, l)
  :: pages!PAGE(c, l); pages!PAGE(c, l)
  :: skip /* the dispatcher died: the sweeper finds the row */
  fi
}

inline arm(due) {
  nextDue = due;
  if
  :: timers!due
  :: timers!due; timers!due
  :: skip /* the schedule was never made: the sweeper finds what is overdue */
  fi
}

/* The same firing of one alarm, which comes by EventBridge and by SNS. */
proctype Signal() {
  if
  :: exists -> skip
  :: !exists ->
    atomic {
      if
#ifndef NO_GUARD_owner
      /* app/store/signals.ts, the opening's transaction: "The incident's signal key and its service are rows put in the opening's transaction." */
      :: exists -> skip
      :: else ->
#else
      :: true ->
#endif
        exists = true; incidents++; version++;
        cycle = 0; level = 1; over = false; acked = false; saidAcked = false;
        order(0, 0);
        arm(now + 1);
        holds()
      fi
    }
  fi
}

/* What a turn reads before it decides. */
#define READ atomic { v = version; wasOver = over; wasAcked = acked; wasLevel = level; wasCycle = cycle; wasDue = nextDue }

/* Whether the transaction of a turn is taken. */
#ifndef NO_GUARD_version
/* app/store/writes.ts, the condition on STATE: "What changes anything that `decide` reads is a turn, under the version check." */
#define UNCHANGED (version == v)
#else
#define UNCHANGED true
#endif

proctype Acknowledge() {
  byte v, wasLevel, wasCycle, wasDue;
  bool wasOver, wasAcked;
end:
  exists;
anew:
  READ;
  if
  :: wasOver || wasAcked -> skip
  :: else ->
    atomic {
      if
      :: UNCHANGED ->
        acked = true; saidAcked = true; over = wasOver; level = wasLevel; cycle = wasCycle; nextDue = 0; version++;
        holds()
      :: else -> goto anew
      fi
    }
  fi
}

proctype Resolve() {
  byte v, wasLevel, wasCycle, wasDue;
  bool wasOver, wasAcked;
end:
  exists;
anew:
  READ;
  if
  :: wasOver -> skip
  :: else ->
    atomic {
      if
      :: UNCHANGED -> over = true; acked = wasAcked; level = wasLevel; cycle = wasCycle; nextDue = 0; version++; holds()
      :: else -> goto anew
      fi
    }
  fi
}

/* A person re-opens, gets no answer, and sends the same request again; meanwhile somebody may have resolved once more. */
proctype Reopen() {
  byte v, wasLevel, wasCycle, wasDue, tries = 0;
  bool wasOver, wasAcked;
end:
  exists && over;
anew:
  READ;
  if
  :: !wasOver -> skip
  :: else ->
    atomic {
      if
#ifndef NO_GUARD_command
      /* app/store/incidents.ts, `answered`: "**The command's row is the idempotency of everything.** `CMD#<id>`, put if absent in the same transaction, holds the answer" */
      :: reopened -> skip
      :: !reopened && UNCHANGED ->
#else
      :: UNCHANGED ->
#endif
        reopened = true; reopenings++; version++;
        assert(reopenings <= 1);
        over = false; cycle = wasCycle + 1; level = 1;
#ifndef NO_GUARD_fresh
        /* core/incident/evolve, `Reopened`: "**Re-opening** starts fresh clocks, metrics and roles." */
        acked = false;
#endif
        saidAcked = false;
        order(cycle, 0);
#ifndef NO_GUARD_deadline
        /* core/incident/due.ts: "**Deadlines are a function of the state; only the earliest is stored**: `nextDue`, whole seconds, rounded up, in the same transaction" */
        arm(now + 1);
#endif
        holds()
      :: else -> goto anew
      fi
    }
  fi;
  if
  :: tries == 0 -> tries++; goto anew
  :: true -> skip
  fi
}

proctype ResolveAgain() {
end:
  atomic {
    reopened && !over;
    over = true; nextDue = 0; version++;
    holds()
  }
}

/* Goes on while somebody waits for it. */
proctype Time() {
end:
  do
  :: now < nextDue -> now++
  od
}

/* The clock says that a time has passed: everything that is due by then is done, and nothing else. */
proctype Clock() {
  byte v, wasLevel, wasCycle, wasDue, due;
  bool wasOver, wasAcked;
end:
  do
  :: timers?due -> skip;
anew:
    READ;
    if
#ifndef NO_GUARD_early
    /* core/incident/commands/time-passed.ts: "Up to 2 s (wall clock) early is decided as of `due`, never later deadlines with it; earlier is `TooEarly`, again in 1 s." */
    :: now < due ->
endEarly:
      now >= due;
      goto anew
    :: now >= due && (wasOver || wasAcked || wasDue == 0 || wasDue > now) -> skip
    :: now >= due && !(wasOver || wasAcked || wasDue == 0 || wasDue > now) ->
#else
    :: wasOver || wasAcked || wasDue == 0 -> skip
    :: else ->
#endif
      atomic {
        if
        :: UNCHANGED ->
          assert(now >= wasDue);
          over = wasOver; acked = wasAcked; cycle = wasCycle;
          assert(!ordered[PAGE(cycle, wasLevel)]);
          order(cycle, wasLevel);
          level = wasLevel + 1; nextDue = 0; version++;
          holds()
        :: else -> goto anew
        fi
      }
    fi
  od
}

/* What the claim's own transaction asks of the incident's row. */
#ifndef NO_GUARD_acknowledged
/* app/outbox/page-guard.ts, `guardOf`: "A claim is one transaction (the incident has not silenced this track, and the page is free), so no acknowledgement can be overtaken" */
#define NOT_ACKED (!acked)
#else
#define NOT_ACKED true
#endif
#ifndef NO_GUARD_cycle
/* app/outbox/page-guard.ts, `cycle`: "A page's claim checks cycle, severity epoch and acknowledgement." */
#define SAME_CYCLE (cycle == p / LEVELS)
#else
#define SAME_CYCLE true
#endif
#define STILL_DUE (!over && NOT_ACKED && SAME_CYCLE)
#ifndef NO_GUARD_lease
/* app/outbox/lease.ts, `when` of the claim: "it is a lease of 30 s" */
#define FREE (!leased[p] && claims[p] == seen)
#else
#define FREE true
#endif

proctype PageWorker() {
  byte p, seen;
  bool repeat;
end:
  do
  :: pages?p ->
    atomic { seen = claims[p]; repeat = false };
    if
    :: settled[p] -> skip
    :: else ->
      atomic {
        if
        :: !settled[p] && FREE && STILL_DUE ->
          assert(!acked); /* I4 */
          assert(cycle == p / LEVELS);
#ifndef NO_GUARD_label
          /* app/outbox/lease.ts, `mayBeRepeat`: "lost answer → again, labelled "may be a repeat"" */
          repeat = (seen > 0);
#endif
          claims[p]++; leased[p] = true
        :: !settled[p] && FREE && !(STILL_DUE) -> settled[p] = true; goto next
        :: !(!settled[p] && FREE) -> goto next
        fi
      };
      if
      :: MAY_DIE -> deaths++; goto next /* between claim and sending */
      :: true -> skip
      fi;
      atomic {
        if
        :: repeat -> skip
        :: else -> unlabelled[p]++; assert(unlabelled[p] <= 1) /* I3 */
        fi
      };
      if
      :: MAY_DIE -> deaths++; goto next /* the answer is lost */
      :: true -> skip
      fi;
      atomic { settled[p] = true; leased[p] = false }
    fi;
next:
    skip
  od
}

/* A lease runs out while its holder is still at work. */
proctype Slow() {
  byte p;
end:
  do
  :: atomic {
      expired < 1;
      if
      :: p = 0
      :: p = 1
      :: p = 2
      fi;
      if
      :: leased[p] && !settled[p] -> leased[p] = false; expired++; pages!p
      :: else -> skip
      fi;
      p = 0
    };
    expired == 1;
    break
  od
}

/* The task that runs an action, which Step Functions calls again when it dies. */
proctype ActionWorker() {
  byte c;
end:
  do
  :: steps?c ->
    atomic {
      if
      :: ended[c] || unknown[c] -> goto next
#ifndef NO_GUARD_once
      /* app/actions/claim.ts, a claim without a result: "an unclear outcome is UNKNOWN and asks a person" */
      :: claimed[c] && !ended[c] && !unknown[c] -> unknown[c] = true; goto next
#endif
#ifndef NO_GUARD_target
      /* app/actions/claim.ts, the holder's row: "a second action on the same target waits, is refused, or is started by a person who was told that the first still runs" */
      :: !claimed[c] && holder != NONE && !ended[c] && !unknown[c] -> ended[c] = true; goto next
#endif
      :: else -> claimed[c] = true; holder = c
      fi
    };
    if
    :: MAY_DIE -> deaths++; steps!c; goto next
    :: true -> skip
    fi;
    atomic {
      starts[c]++; running++;
      assert(starts[c] <= 1 + asked[c]); /* I7: no start that no person has asked for */
      assert(running <= 1 + told)        /* I7: two on one target only where a person was told */
    };
    if
    :: MAY_DIE -> deaths++; steps!c; goto next /* it runs, and nobody knows */
    :: true -> skip
    fi;
    atomic { running--; ended[c] = true; holder = NONE };
next:
    skip
  od
}

/* A person chooses the action in each cycle, and says how an unclear one went or starts it again, knowing that it may run. */
proctype Commander() {
end:
  exists;
  steps!0;
endA:
  if
  :: cycle == 1 -> steps!1
  :: unknown[0] ->
    if
    :: atomic { ended[0] = true; unknown[0] = false; holder = NONE; running = 0 }
    :: atomic { asked[0]++; told++; unknown[0] = false; claimed[0] = false; holder = NONE; steps!0 }
    fi
  fi
}

/* Nobody else can go on: leases run out, and what is overdue or was never brought is brought (I15). Then everything must be in order. */
proctype Sweeper() {
  byte p, rounds = 0;
  do
  :: timeout ->
    if
    :: rounds < 3 ->
      atomic {
        rounds++;
        p = 0;
        do
        :: p < PAGES ->
          if
#ifndef NO_GUARD_swept_rows
          /* lambdas/sweep/sweep.ts: "**The sweeper**, every minute, each item on its own: … outbox rows 30 s unsent, leases run out" */
          :: ordered[p] && !settled[p] -> leased[p] = false; pages!p
#endif
          :: else -> skip
          fi;
          p++
        :: else -> break
        od;
        p = 0;
        if
#ifndef NO_GUARD_swept_clock
        /* lambdas/sweep/sweep.ts: "**The sweeper**, every minute, each item on its own: `nextDue` 30 s overdue" */
        :: nextDue != 0 && nextDue <= now -> timers!nextDue
#endif
        :: else -> skip
        fi
      }
    :: else -> break
    fi
  od;
  atomic {
    holds();
    assert(nextDue == 0 || nextDue > now); /* I2: what is due was done */
    /* I2: open and unacknowledged, so every level was paged */
    assert(!exists || over || acked || (ordered[PAGE(cycle, 0)] && ordered[PAGE(cycle, 1)]));
    p = 0;
    do
    :: p < PAGES -> assert(!ordered[p] || settled[p]); p++ /* I1: no page is left behind */
    :: else -> break
    od
  }
}

init {
  atomic {
    run Signal(); run Signal();
    run Acknowledge(); run Resolve(); run Reopen(); run ResolveAgain();
    run Time(); run Clock();
    run PageWorker(); run PageWorker(); run Slow();
    run ActionWorker(); run Commander();
    run Sweeper()
  }
}
