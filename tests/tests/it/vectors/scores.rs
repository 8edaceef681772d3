//! Scores, against a comparison with every vector in `f64`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dkmio::search::{Cosine, DotProduct, Euclidean};
use dkmio::{DynamoDb, DynamoTable, Hit, Vector};
use fastrand::Rng;
use serde::{Deserialize, Serialize};

const DIMENSIONS: usize = 16;
const ITEMS: usize = 60;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "points")]
#[vector(by_cosine, name = "points-cosine", on = at, distance = COSINE, projection = KEYS_ONLY)]
#[vector(by_euclidean, name = "points-euclidean", on = at, distance = EUCLIDEAN, projection = KEYS_ONLY)]
#[vector(by_product, name = "points-product", on = at, distance = DOT_PRODUCT, projection = KEYS_ONLY)]
#[vector(by_sparse, name = "points-sparse", on = sparse, dimensions = 2, distance = EUCLIDEAN, filter = kind)]
struct Points {
    #[pk]
    id: u32,
    at: Vector<DIMENSIONS>,
    sparse: Option<Vec<f32>>,
    kind: Option<String>,
}

fn random_vector(rng: &mut Rng) -> Vector<DIMENSIONS> {
    std::array::from_fn(|_| (rng.f32() - 0.5) * 8.0).into()
}

fn point(id: u32, at: Vector<DIMENSIONS>) -> Points {
    Points { id, at, sparse: None, kind: None }
}

async fn db_with(points: Vec<Points>) -> DynamoDb {
    let db = DynamoDb::embedded().await.unwrap();
    Points::create_table().send(&db).await.unwrap();
    Points::batch_put(points).send(&db).await.unwrap();
    db
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    1.0 - dot(a, b) / (dot(a, a).sqrt() * dot(b, b).sqrt())
}

fn euclidean(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum::<f64>().sqrt()
}

/// The ids and scores of the best points, the best first.
fn best(points: &[Points], score: impl Fn(&[f32]) -> f64, higher_is_better: bool) -> Vec<(u32, f64)> {
    let mut scored: Vec<_> = points.iter().map(|point| (point.id, score(&*point.at))).collect();
    scored.sort_by(|(_, a), (_, b)| if higher_is_better { b.total_cmp(a) } else { a.total_cmp(b) });
    scored
}

fn assert_scores(found: &[(u32, f64)], wanted: &[(u32, f64)]) {
    let ids = |scored: &[(u32, f64)]| scored.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    assert_eq!(ids(found), ids(wanted));
    for ((_, found), (_, wanted)) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() <= 1e-6 * wanted.abs().max(1.0), "{found} is not {wanted}");
    }
}

#[tokio::test]
async fn hits_are_those_of_a_comparison_with_every_vector() {
    let mut rng = Rng::with_seed(7);
    let points: Vec<_> = (0..).take(ITEMS).map(|id| point(id, random_vector(&mut rng))).collect();
    let db = db_with(points.clone()).await;
    for _ in 0..10 {
        let question = random_vector(&mut rng);
        let hits: Vec<Hit<_, Cosine>> = Points::by_cosine().search(&question).top_k(10).send(&db).await.unwrap();
        let found: Vec<_> = hits.iter().map(|hit| (hit.item.id, hit.distance())).collect();
        assert_scores(&found, &best(&points, |at| cosine(at, &*question), false)[..10]);

        let hits: Vec<Hit<_, Euclidean>> = Points::by_euclidean().search(&question).top_k(7).send(&db).await.unwrap();
        let found: Vec<_> = hits.iter().map(|hit| (hit.item.id, hit.distance())).collect();
        assert_scores(&found, &best(&points, |at| euclidean(at, &*question), false)[..7]);

        let hits: Vec<Hit<_, DotProduct>> = Points::by_product().search(&question).top_k(100).send(&db).await.unwrap();
        let found: Vec<_> = hits.iter().map(|hit| (hit.item.id, hit.similarity())).collect();
        assert_scores(&found, &best(&points, |at| dot(at, &*question), true));
    }
}

#[tokio::test]
async fn a_zero_vector_has_the_cosine_distance_one() {
    let db = db_with(vec![point(1, [0.0; DIMENSIONS].into())]).await;
    let hits = Points::by_cosine().search([1.0; DIMENSIONS]).send(&db).await.unwrap();
    assert_eq!(hits[0].distance(), 1.0);
    assert_eq!(hits[0].score(), 1.0);
}

#[tokio::test]
async fn hits_beyond_a_threshold_are_dropped() {
    let mut rng = Rng::with_seed(8);
    let points: Vec<_> = (0..).take(ITEMS).map(|id| point(id, random_vector(&mut rng))).collect();
    let db = db_with(points.clone()).await;
    let question = random_vector(&mut rng);

    let wanted = best(&points, |at| euclidean(at, &*question), false);
    let search = || Points::by_euclidean().search(&question).top_k(100);
    let near = search().max_distance(wanted[20].1 + 1e-9).send(&db).await.unwrap();
    assert_eq!(near.len(), 21);
    assert!(search().max_distance(-1.0).send(&db).await.unwrap().is_empty());

    let wanted = best(&points, |at| dot(at, &*question), true);
    let alike = Points::by_product().search(&question).top_k(100).min_similarity(wanted[4].1 - 1e-9);
    assert_eq!(alike.send(&db).await.unwrap().len(), 5);
}

#[tokio::test]
async fn items_without_the_vector_are_not_in_the_index() {
    let sparse = |id: u32, sparse: Option<Vec<f32>>, kind: Option<&str>| Points {
        sparse,
        kind: kind.map(str::to_owned),
        ..point(id, [0.0; DIMENSIONS].into())
    };
    let db = db_with(vec![
        sparse(1, Some(vec![0.0, 1.0]), Some("a")),
        sparse(2, None, Some("a")),
        sparse(3, Some(vec![0.0, 3.0]), None),
    ])
    .await;
    let ids = |hits: Vec<Hit<PointsBySparse>>| hits.iter().map(|hit| hit.item.id).collect::<Vec<_>>();
    let search = || Points::by_sparse().search(vec![0.0, 0.0]);
    assert_eq!(ids(search().send(&db).await.unwrap()), [1, 3]);
    // An item without the attribute of a filter is not found either.
    assert_eq!(ids(search().filter_eq(Points::KIND, "a").send(&db).await.unwrap()), [1]);
    Points::update(3).remove(Points::SPARSE).send(&db).await.unwrap();
    Points::update(2).set(Points::SPARSE, vec![0.5, 0.0]).send(&db).await.unwrap();
    assert_eq!(ids(search().send(&db).await.unwrap()), [2, 1]);
}

#[tokio::test]
async fn a_vector_of_another_length_than_the_index_is_refused_before_it_is_sent() {
    let db = db_with(Vec::new()).await;
    let long = Points { sparse: Some(vec![1.0, 2.0, 3.0]), ..point(1, [0.0; DIMENSIONS].into()) };
    let message = "`sparse` has 3 elements; vector index `points-sparse` has 2 dimensions";
    let error = long.put().send(&db).await.unwrap_err();
    assert_eq!(error.code(), None);
    assert!(error.to_string().ends_with(message), "{error}");
    assert!(Points::batch_put([long.clone()]).send(&db).await.unwrap_err().to_string().ends_with(message));
    let update = Points::update(1).set(Points::SPARSE, vec![1.0, 2.0, 3.0]);
    assert!(update.send(&db).await.unwrap_err().to_string().ends_with(message));
}
